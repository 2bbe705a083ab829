using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace GdnStreams.Server.Tests.Pushing;

/// <summary>A request as the receiver of a push got it.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Target">Path and query.</param>
/// <param name="Headers">Its headers.</param>
/// <param name="Body">Its body.</param>
internal sealed record ReceivedPush(string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Id => Headers["webhook-id"];

    public string Text => Encoding.UTF8.GetString(Body);

    public static async Task<ReceivedPush> ReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        return new ReceivedPush(
            request.Method,
            request.Path + request.QueryString,
            request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray());
    }

    /// <summary>Whether the signature is right, as a receiver checks it by the documentation alone.</summary>
    public bool IsSignedWith(byte[] key)
    {
        var signed = Encoding.UTF8.GetBytes($"{Id}.{Headers["webhook-timestamp"]}.").Concat(Body).ToArray();
        var expected = "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed));
        return Headers.GetValueOrDefault("webhook-signature") == expected;
    }
}
