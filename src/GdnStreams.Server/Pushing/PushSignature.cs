using System.Security.Cryptography;
using System.Text;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Pushing;

/// <summary>
/// The symmetric signature of Standard Webhooks 1.0: HMAC with SHA-256 over <c>{webhook-id}.{webhook-timestamp}.{body}</c>, written as <c>v1,{Base64}</c>.
/// The key of a secret <c>whsec_{Base64}</c> is what the Base64 holds, of any other its UTF-8 bytes.
/// </summary>
internal static class PushSignature
{
    private const string Prefix = "whsec_";
    private const int LeastBytes = 16;
    private const int Longest = 256;

    /// <summary>A secret that can sign.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>; its text does not show the secret.</exception>
    public static string Checked(string secret) => secret.Length <= Longest && TryGetKey(secret, out var key) && key.Length >= LeastBytes
        ? secret
        : throw new GdnException(
            GdnErrorCode.BadRequest,
            $"The secret is too short, too long, or not what it says it is. Give at least {LeastBytes} bytes in at most {Longest} characters: a text, or {Prefix} with Base64 behind it.");

    /// <summary>The value of <c>webhook-signature</c>.</summary>
    public static string Of(string secret, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        if (!TryGetKey(secret, out var key))
        {
            throw new InvalidOperationException("A secret was stored that cannot sign.");
        }

        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        hmac.AppendData(body);
        return "v1," + Convert.ToBase64String(hmac.GetHashAndReset());
    }

    private static bool TryGetKey(string secret, out byte[] key)
    {
        if (!secret.StartsWith(Prefix, StringComparison.Ordinal))
        {
            key = Encoding.UTF8.GetBytes(secret);
            return true;
        }

        key = new byte[secret.Length];
        var isBase64 = Convert.TryFromBase64String(secret[Prefix.Length..], key, out var length);
        key = key[..length];
        return isBase64;
    }
}
