using System.Text;
using GdnStreams.Protocol;
using Microsoft.Extensions.Time.Testing;

namespace GdnStreams.Client.Tests;

public sealed class SignInTests
{
    private static readonly StreamName Stream = StreamName.Create("t", StreamScope.Global);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly Func<ScriptedRequest, Task> Stays = ScriptedServer.Accept(ScriptedServer.ReadAsync);

    [Fact]
    public async Task A_token_is_renewed_before_it_expires()
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
        await using var server = new ScriptedServer(Stays, Stays, Stays)
        {
            Token = number => Jwt(number, time.GetUtcNow() + TimeSpan.FromHours(12)),
        };
        await using var session = await server.ConnectAsync(time: time);
        await (await session.SubscribeAsync(Stream, "s")).DisposeAsync();
        time.Advance(TimeSpan.FromHours(11));
        await (await session.SubscribeAsync(Stream, "s")).DisposeAsync();
        Assert.Equal(1, server.SignIns);
        time.Advance(TimeSpan.FromMinutes(59));
        await (await session.SubscribeAsync(Stream, "s")).DisposeAsync();
        Assert.Equal(2, server.SignIns);
        Assert.Equal([true, true, false], server.SocketAuthorizations.Select(header => header == server.SocketAuthorizations[0]));
    }

    [Fact]
    public async Task A_refused_token_is_replaced_and_the_socket_opens_with_the_new_one()
    {
        Assert.SkipWhen(Runtime.IsMono, "Mono's ClientWebSocket does not tell the status of a refused handshake; .NET Framework's does, in a WebException.");
        await using var server = new ScriptedServer(ScriptedServer.Refuse(401), Stays) { Token = number => $"t{number}" };
        await using var session = await server.ConnectAsync();
        await using var consumer = await session.SubscribeAsync(Stream, "s");
        Assert.Equal(["Bearer t1", "Bearer t2"], server.SocketAuthorizations);
    }

    [Fact]
    public async Task Many_callers_with_an_old_token_sign_in_once()
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
        await using var server = new ScriptedServer([.. Enumerable.Repeat(Stays, 8)])
        {
            Token = number => Jwt(number, time.GetUtcNow() + TimeSpan.FromHours(12)),
        };
        await using var session = await server.ConnectAsync(time: time);
        time.Advance(TimeSpan.FromHours(12));
        var consumers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => session.SubscribeAsync(Stream, $"s{number}"))).WaitAsync(Patience);
        Assert.Equal(2, server.SignIns);
        await Task.WhenAll(consumers.Select(consumer => consumer.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task A_session_does_not_end_with_the_credential_it_was_made_with()
    {
        var credential = GdnCredential.Password("root@demo.local", "demo");
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
        await using var server = new ScriptedServer(Stays) { Token = number => Jwt(number, time.GetUtcNow() + TimeSpan.FromHours(12)) };
        await using var session = await server.ConnectAsync(options => options with { Credential = credential }, time);
        credential.Dispose();
        time.Advance(TimeSpan.FromHours(12));
        await using var consumer = await session.SubscribeAsync(Stream, "s");
        Assert.Equal(2, server.SignIns);
        Assert.Throws<ObjectDisposedException>(credential.Copy);
    }

    [Fact]
    public async Task No_secret_is_in_an_exception_or_a_text()
    {
        await using var server = new ScriptedServer(ScriptedServer.Refuse(403));
        await using var session = await server.ConnectAsync(options => options with { Credential = GdnCredential.ApiKey("demo.key.pa55word") });
        var error = await Assert.ThrowsAsync<GdnException>(() => session.SubscribeAsync(Stream, "s"));
        foreach (var text in new[] { error.ToString(), session.ToString(), string.Join(" ", server.SocketQueries), new GdnSessionOptions { Url = server.Url, Credential = GdnCredential.ApiKey("demo.key.pa55word") }.ToString() })
        {
            Assert.DoesNotContain("pa55word", text, StringComparison.Ordinal);
        }
    }

    private static string Jwt(int number, DateTimeOffset expires) =>
        "h." + Convert.ToBase64String(Encoding.UTF8.GetBytes($$"""{"exp":{{expires.ToUnixTimeSeconds()}},"n":{{number}}}""")) + ".s";
}
