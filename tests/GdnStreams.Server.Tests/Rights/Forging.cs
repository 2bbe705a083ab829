using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Tests.Rights;

/// <summary>Tokens, keys and one-time passwords that were made up, changed, or used before.</summary>
public sealed class Forging(Cast cast) : IClassFixture<Cast>
{
    [Fact]
    public async Task Of_tokens_is_of_no_use()
    {
        var parts = cast.Rest.Token.Split('.');
        var claims = Encoding.UTF8.GetString(Decode(parts[1]));
        var header = Encode("""{"alg":"HS256","typ":"JWT"}""");
        var payload = Encode(claims.Replace("\"demo\"", "\"acme\"", StringComparison.Ordinal).Replace("root", "ada", StringComparison.Ordinal));
        foreach (var forged in new[]
        {
            $"{Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.",
            $"{parts[0]}.{payload}.{parts[2]}",
            $"{header}.{payload}.{Sign(header + "." + payload, new byte[64])}",
            $"{header}.{parts[1]}.{Sign(header + "." + parts[1], Encoding.ASCII.GetBytes(Development.Password.PadRight(64)))}",
            $"{parts[0]}.{parts[1]}.",
        })
        {
            Assert.Equal(401, (await cast.Rest.CallAsync("GET /_api/user", authorization: "bearer " + forged)).Status);
            Assert.Equal(401, (await cast.Rest.CallAsync("POST /_api/key/validate", $$"""{"jwt":"{{forged}}"}""", authorization: "")).Status);
        }

        Assert.Equal(200, (await cast.Rest.CallAsync("GET /_api/user", authorization: "bearer " + cast.Rest.Token)).Status);
    }

    [Fact]
    public async Task A_users_token_is_not_the_next_ones_of_that_name()
    {
        var users = cast.Rest.Server.Accounts.Users;
        await users.AddAsync(new Account("demo", "phoenix", "phoenix@cast", "", ""), "p-phoenix", CancellationToken.None);
        var (_, key) = await cast.Rest.Server.Accounts.Keys.AddAsync("demo", "phoenix", "feather", CancellationToken.None);
        var old = await cast.SignInAsync("phoenix");
        await cast.Rest.CallAsync("DELETE /_api/user/phoenix");
        await users.AddAsync(new Account("demo", "phoenix", "phoenix@cast", "", ""), "p-phoenix", CancellationToken.None);
        Assert.Equal(401, (await cast.Rest.CallAsync("GET /_api/user", authorization: old)).Status);
        Assert.Equal(401, (await cast.Rest.CallAsync("GET /_api/user", authorization: "apikey " + key)).Status);
        Assert.Equal(200, (await cast.Rest.CallAsync("GET /_api/user", authorization: await cast.SignInAsync("phoenix"))).Status);
    }

    [Fact]
    public async Task A_one_time_password_opens_one_socket_and_no_call()
    {
        var otp = await cast.OtpAsync("bearer " + cast.Rest.Token);
        var url = new Uri(cast.Rest.Server.Url);
        Assert.Equal(401, (await cast.Rest.CallAsync($"GET /_api/user?otp={otp}", authorization: "")).Status);
        (await RawSocket.OpenAsync(url, "producer", $"c8globals.stage?otp={otp}", "")).Dispose();
        await Assert.ThrowsAsync<WebSocketException>(() => RawSocket.OpenAsync(url, "producer", $"c8globals.stage?otp={otp}", ""));
        await Assert.ThrowsAsync<WebSocketException>(() => RawSocket.OpenAsync(url, "producer", $"c8globals.stage?otp={Convert.ToHexString(RandomNumberGenerator.GetBytes(16))}", ""));
    }

    private static string Sign(string text, byte[] key) => Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(text))).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static string Encode(string json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static byte[] Decode(string part) => Convert.FromBase64String(part.Replace('-', '+').Replace('_', '/').PadRight((part.Length + 3) / 4 * 4, '='));
}
