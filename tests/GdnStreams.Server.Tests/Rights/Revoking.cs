using System.Net.WebSockets;
using GdnStreams.Server.SignIn;
using GdnStreams.Server.Store;

namespace GdnStreams.Server.Tests.Rights;

/// <summary>What is taken back opens nothing any more within five seconds: tokens, keys, one-time passwords and open sockets.</summary>
public sealed class Revoking(Cast cast) : IClassFixture<Cast>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    [Theory]
    [InlineData("DELETE", null)]
    [InlineData("PATCH", """{"active":false}""")]
    public async Task A_user_who_is_removed_or_deactivated_loses_tokens_keys_passwords_and_sockets(string method, string? body)
    {
        var name = $"leaver-{method}";
        var (user, bearer) = await cast.AddAsync(name, null);
        var key = "apikey " + (string)(await cast.Rest.CallAsync("POST /_api/key", $$"""{"keyid":"{{name}}"}""", bearer)).Body!["key"]!;
        var otp = await cast.OtpAsync(bearer);
        var keysOtp = await cast.OtpAsync(key);
        var url = new Uri(cast.Rest.Server.Url);
        using var byToken = await RawSocket.OpenAsync(url, "producer", "c8globals.stage", bearer);
        using var byKey = await RawSocket.OpenAsync(url, "reader", "c8globals.stage", key);
        using var byOtp = await RawSocket.OpenAsync(url, "consumer", $"c8globals.stage/{name}?otp={await cast.OtpAsync(bearer)}", "");
        using var others = await RawSocket.OpenAsync(url, "producer", "c8globals.stage");

        await cast.Rest.CallAsync($"{method} /_api/user/{user}", body);
        await ClosesAsync(byToken, byKey, byOtp);
        foreach (var credential in new[] { bearer, key })
        {
            Assert.Equal(401, (await cast.Rest.CallAsync("GET /_api/user", authorization: credential)).Status);
        }

        foreach (var password in new[] { otp, keysOtp })
        {
            await Assert.ThrowsAsync<WebSocketException>(() => RawSocket.OpenAsync(url, "producer", $"c8globals.stage?otp={password}", ""));
        }

        await others.PublishAsync("still here");
        Assert.Equal("ok", (string)(await others.NextAsync())!["result"]!);
        if (method == "PATCH")
        {
            // An end is an end: who is let in again signs in again.
            await cast.Rest.CallAsync($"PATCH /_api/user/{user}", """{"active":true}""");
            Assert.Equal(401, (await cast.Rest.CallAsync("GET /_api/user", authorization: bearer)).Status);
        }
    }

    [Fact]
    public async Task A_new_password_ends_what_the_old_one_opened_and_leaves_the_keys()
    {
        var (user, bearer) = await cast.AddAsync("changer", null);
        var key = "apikey " + (string)(await cast.Rest.CallAsync("POST /_api/key", """{"keyid":"changer"}""", bearer)).Body!["key"]!;
        var otp = await cast.OtpAsync(bearer);
        var url = new Uri(cast.Rest.Server.Url);
        using var byToken = await RawSocket.OpenAsync(url, "producer", "c8globals.stage", bearer);
        using var byKey = await RawSocket.OpenAsync(url, "producer", "c8globals.stage", key);

        await cast.Rest.CallAsync($"PATCH /_api/user/{user}", """{"passwd":"another"}""");
        await ClosesAsync(byToken);
        Assert.Equal(401, (await cast.Rest.CallAsync("GET /_api/user", authorization: bearer)).Status);
        await Assert.ThrowsAsync<WebSocketException>(() => RawSocket.OpenAsync(url, "producer", $"c8globals.stage?otp={otp}", ""));
        Assert.Equal(200, (await cast.Rest.CallAsync("GET /_api/user", authorization: await cast.SignInAsync("changer", "another"))).Status);
        Assert.Equal(200, (await cast.Rest.CallAsync("GET /_api/user", authorization: key)).Status);
        await byKey.PublishAsync("still here");
        Assert.Equal("ok", (string)(await byKey.NextAsync())!["result"]!);
    }

    [Fact]
    public async Task A_removed_key_loses_its_sockets_and_comes_back_as_another()
    {
        var (_, created) = await cast.Rest.CallAsync("POST /_api/key", """{"keyid":"short-lived"}""");
        var key = "apikey " + (string)created!["key"]!;
        var otp = await cast.OtpAsync(key);
        var url = new Uri(cast.Rest.Server.Url);
        using var socket = await RawSocket.OpenAsync(url, "producer", "c8globals.stage", key);
        await cast.Rest.CallAsync("DELETE /_api/key/short-lived");
        await cast.Rest.CallAsync("POST /_api/key", """{"keyid":"short-lived"}""");
        await ClosesAsync(socket);
        await Assert.ThrowsAsync<WebSocketException>(() => RawSocket.OpenAsync(url, "producer", $"c8globals.stage?otp={otp}", ""));
    }

    [Theory]
    [InlineData("none", true, true)]
    [InlineData("ro", true, false)]
    [InlineData("wo", false, true)]
    public async Task A_grant_that_is_taken_back_closes_the_sockets_that_need_it(string grant, bool closesProducer, bool closesConsumer)
    {
        var (user, bearer) = await cast.AddAsync($"granted-{grant}", null);
        var url = new Uri(cast.Rest.Server.Url);
        using var producer = await RawSocket.OpenAsync(url, "producer", "c8globals.stage", bearer);
        using var consumer = await RawSocket.OpenAsync(url, "consumer", $"c8globals.stage/granted-{grant}", bearer);
        Assert.Equal(200, (await cast.Rest.CallAsync($"PUT /_api/user/{user}/database/_system/stream/c8globals.stage", $$"""{"grant":"{{grant}}"}""")).Status);
        await ClosesAsync([.. new[] { (producer, closesProducer), (consumer, closesConsumer) }.Where(pair => pair.Item2).Select(pair => pair.Item1)]);
        if (!closesProducer)
        {
            await producer.PublishAsync("still here");
            Assert.Equal("ok", (string)(await producer.NextAsync())!["result"]!);
        }
    }

    [Fact]
    public async Task Another_process_takes_back_what_this_one_gave()
    {
        var directory = Directory.CreateTempSubdirectory("gdn-revoking");
        try
        {
            await using var server = await StreamServer.StartAsync(new ServerOptions { DataDirectory = directory.FullName, IsForDevelopment = true }, TimeProvider.System, CancellationToken.None);
            await server.Accounts.Users.AddAsync(new Account("demo", "bob", "bob@x", "", ""), "p", CancellationToken.None);
            var (_, key) = await server.Accounts.Keys.AddAsync("demo", "bob", "bobs", CancellationToken.None);
            using var socket = await RawSocket.OpenAsync(new Uri(server.Url), "producer", "c8globals.s", "apikey " + key);
            await using (var other = SqliteStore.Open(directory.FullName, isShared: true))
            {
                await new Users(other.Documents).RemoveAsync("demo", "bob", mayBeLast: false, CancellationToken.None);
            }

            await ClosesAsync(socket);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task ClosesAsync(params RawSocket[] sockets)
    {
        // The server is in this process: while the machine lets neither of them run, there is no tick, and a promise of time says nothing.
        var closed = Task.WhenAll(sockets.Select(ReadToEndAsync));
        using var timer = new PeriodicTimer(Tick);
        for (var passed = TimeSpan.Zero; passed < Limit && !closed.IsCompleted; passed += Tick)
        {
            await Task.WhenAny(closed, timer.WaitForNextTickAsync().AsTask());
        }

        Assert.True(closed.IsCompleted, $"A socket is still open after {Limit}.");
        await closed;
        Assert.All(sockets, socket => Assert.Equal(WebSocketCloseStatus.PolicyViolation, socket.CloseStatus));
    }

    private static async Task ReadToEndAsync(RawSocket socket)
    {
        while (await socket.NextAsync() is not null)
        {
            // Readers and consumers may still get what was on its way.
        }
    }
}
