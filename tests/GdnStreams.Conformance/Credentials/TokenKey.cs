using System.Security.Cryptography;
using System.Text;

namespace GdnStreams.Conformance.Credentials;

/// <summary>The key that a Pulsar's tokens are signed with.</summary>
internal sealed class TokenKey
{
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);

    /// <summary>It as <c>--secret</c> of <c>shared/pulsar/start</c> takes it.</summary>
    public string Secret => Convert.ToBase64String(_secret);

    /// <summary>A token for a role.</summary>
    public string TokenOf(string role)
    {
        var text = $"{Base64Url("""{"alg":"HS256"}""")}.{Base64Url($$"""{"sub":"{{role}}"}""")}";
        return $"{text}.{Base64Url(HMACSHA256.HashData(_secret, Encoding.ASCII.GetBytes(text)))}";
    }

    private static string Base64Url(string text) => Base64Url(Encoding.ASCII.GetBytes(text));

    private static string Base64Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
