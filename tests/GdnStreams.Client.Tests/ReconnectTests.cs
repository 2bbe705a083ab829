using System.Collections.Concurrent;
using System.Net.WebSockets;
using GdnStreams.Protocol;

namespace GdnStreams.Client.Tests;

public sealed class ReconnectTests
{
    private const string TellsNoStatus = "Mono's ClientWebSocket does not tell the status of a refused handshake; .NET Framework's does, in a WebException.";
    private static readonly StreamName Stream = StreamName.Create("t", StreamScope.Global);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // The client asks the server for the start of a reader over REST first; a consumer only opens its socket.
    private static readonly Func<ScriptedRequest, Task> Leaves = ScriptedServer.Accept(_ => Task.CompletedTask);
    private static readonly Func<ScriptedRequest, Task> Delivers = ScriptedServer.Accept(async socket =>
    {
        await ScriptedServer.WriteAsync(socket, """{"messageId":"CAMQADAA","payload":"aGk=","properties":{},"publishTime":"2026-11-23T16:01:38.967Z"}""");
        await ScriptedServer.ReadAsync(socket);
    });

    [Fact]
    public async Task The_name_may_still_be_taken_after_ones_own_break()
    {
        Assert.SkipWhen(Runtime.IsMono, TellsNoStatus);
        await using var server = new ScriptedServer(Leaves, ScriptedServer.Refuse(409), ScriptedServer.Refuse(409), Delivers);
        await using var session = await server.ConnectAsync();
        await using var consumer = await session.SubscribeAsync(Stream, "s");
        Assert.Equal("hi", (await consumer.ReceiveAsync().AsTask().WaitAsync(Patience)).Text);
    }

    [Fact]
    public async Task A_name_that_stays_taken_is_reported()
    {
        Assert.SkipWhen(Runtime.IsMono, TellsNoStatus);
        await using var server = new ScriptedServer(Leaves, ScriptedServer.Refuse(409));
        await using var session = await server.ConnectAsync(options => options with { BusyTimeout = TimeSpan.Zero });
        await using var consumer = await session.SubscribeAsync(Stream, "s");
        Assert.Equal(GdnErrorCode.SubscriptionBusy, await EndOfAsync(consumer));
    }

    [Theory]
    [InlineData(403, 1, GdnErrorCode.Forbidden)]
    [InlineData(404, 1, GdnErrorCode.StreamNotFound)]
    [InlineData(400, 10, GdnErrorCode.BadRequest)]
    [InlineData(401, 2, GdnErrorCode.Unauthorized)]
    public async Task What_waiting_does_not_help_is_reported_at_once(int status, int attempts, GdnErrorCode code)
    {
        Assert.SkipWhen(Runtime.IsMono, TellsNoStatus);
        await using var server = new ScriptedServer([Leaves, .. Enumerable.Repeat(ScriptedServer.Refuse(status), attempts)]);
        await using var session = await server.ConnectAsync(options => options with { Credential = GdnCredential.ApiKey("demo.k.s") });
        await using var consumer = await session.SubscribeAsync(Stream, "s");
        Assert.Equal(code, await EndOfAsync(consumer));
        Assert.Equal(ConnectionState.Closed, consumer.State);
        Assert.Equal(1 + attempts, server.SocketPaths.Count);
    }

    [Fact]
    public async Task Attempts_can_be_limited()
    {
        await using var server = new ScriptedServer(Leaves, ScriptedServer.Refuse(503), ScriptedServer.Refuse(503));
        await using var session = await server.ConnectAsync(options => options with { MaxReconnectAttempts = 2 });
        await using var consumer = await session.SubscribeAsync(Stream, "s");
        var error = await Assert.ThrowsAsync<GdnException>(() => consumer.ReceiveAsync().AsTask().WaitAsync(Patience));
        Assert.Equal(GdnErrorCode.ConnectionLost, error.Code);
        Assert.Contains("not restored (2 attempts)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_time_of_attempts_can_be_limited()
    {
        await using var server = new ScriptedServer(Leaves);
        await using var session = await server.ConnectAsync(options => options with { ReconnectTimeout = TimeSpan.Zero });
        await using var consumer = await session.SubscribeAsync(Stream, "s");
        Assert.Equal(GdnErrorCode.ConnectionLost, await EndOfAsync(consumer));
    }

    [Fact]
    public async Task Every_change_of_state_is_told_in_order_and_an_observer_that_fails_ends_nothing()
    {
        var isSeen = new TaskCompletionSource<bool>();
        await using var server = new ScriptedServer(
            ScriptedServer.Accept(_ => isSeen.Task), ScriptedServer.Refuse(503), Delivers);
        await using var session = await server.ConnectAsync();
        var consumer = await session.SubscribeAsync(Stream, "s");
        var changes = new ConcurrentQueue<ConnectionStateChangedEventArgs>();
        consumer.StateChanged += (_, change) =>
        {
            changes.Enqueue(change);
            throw new InvalidOperationException("an observer's own mistake");
        };
        Assert.Equal(ConnectionState.Open, consumer.State);
        isSeen.SetResult(true);
        await consumer.ReceiveAsync().AsTask().WaitAsync(Patience);
        await consumer.DisposeAsync();
        Assert.Equal(
            [(ConnectionState.Open, ConnectionState.Reconnecting), (ConnectionState.Reconnecting, ConnectionState.Reconnecting), (ConnectionState.Reconnecting, ConnectionState.Open), (ConnectionState.Open, ConnectionState.Closed)],
            changes.Select(change => (change.Previous, change.Current)));
        Assert.Equal([GdnErrorCode.ConnectionLost, Runtime.IsMono ? GdnErrorCode.ConnectionFailed : GdnErrorCode.Unavailable], changes.Take(2).Select(change => change.Reason!.Code));
        Assert.Equal([0, 1], changes.Take(2).Select(change => change.FailedAttempts));
        Assert.Null(changes.Last().Reason);
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_noticed_by_its_missing_answer_to_a_ping()
    {
        var isNoticed = new TaskCompletionSource<bool>();
        await using var server = new ScriptedServer(
            async request =>
            {
                // It is there as far as TCP can tell, and neither reads nor writes.
                using var socket = await ScriptedSocket.AcceptAsync(request);
                await Task.WhenAny(isNoticed.Task, Clock.WaitAsync(TimeProvider.System, Patience, CancellationToken.None));
            })
        {
            Fallback = async request =>
            {
                try
                {
                    await Delivers(request);
                }
                catch (Exception e) when (e is WebSocketException or IOException)
                {
                    // Where there are no pings, a consumer asks a question; this server does not answer it either, and the client leaves.
                }
            },
        };
        await using var session = await server.ConnectAsync(
            options => options with { KeepAliveInterval = TimeSpan.FromMilliseconds(100), KeepAliveTimeout = TimeSpan.FromMilliseconds(100) });
        await using var consumer = await session.SubscribeAsync(Stream, "s");
        Assert.Equal("hi", (await consumer.ReceiveAsync().AsTask().WaitAsync(Patience)).Text);
        isNoticed.SetResult(true);
    }

    [Fact]
    public async Task A_server_with_nothing_to_say_that_answers_pings_keeps_its_socket()
    {
        Assert.SkipWhen(Runtime.IsMono, "The WebSocket of .NET Framework has no pings: a consumer asks for the end of the topic there, and this script answers pings.");
        var pings = 0;
        await using var server = new ScriptedServer(ScriptedServer.Accept(async socket =>
        {
            ((ScriptedSocket)socket).Pinged = () => Interlocked.Increment(ref pings) == 2
                ? ScriptedServer.WriteAsync(socket, """{"messageId":"CAMQADAA","payload":"aGk=","properties":{},"publishTime":"2026-11-23T16:01:38.967Z"}""")
                : Task.CompletedTask;
            while (await ScriptedServer.ReadAsync(socket) is not null)
            {
                // It reads until the client closes.
            }
        }));
        await using var session = await server.ConnectAsync(
            options => options with { KeepAliveInterval = TimeSpan.FromMilliseconds(20), KeepAliveTimeout = TimeSpan.FromSeconds(5) });
        await using var consumer = await session.SubscribeAsync(Stream, "s");
        await consumer.ReceiveAsync().AsTask().WaitAsync(Patience);
        Assert.Single(server.SocketPaths);
    }

    [Fact]
    public void The_pauses_grow_to_ten_seconds_with_full_jitter_and_start_again_after_a_stable_connection()
    {
        var most = new Backoff(() => 1);
        Assert.Equal([100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000], Enumerable.Range(0, 9).Select(_ => Math.Round(most.Next().TotalMilliseconds)));
        most.Reset();
        Assert.Equal(100, Math.Round(most.Next().TotalMilliseconds));
        Assert.Equal(50, Math.Round(new Backoff(() => 0.5).Next().TotalMilliseconds));
        Assert.Equal(TimeSpan.Zero, new Backoff(() => 0).Next());
    }

    internal static async Task UntilAsync(Func<bool> isSo)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!isSo())
        {
            await Clock.WaitAsync(TimeProvider.System, TimeSpan.FromMilliseconds(20), limit.Token);
        }
    }

    private static async Task<GdnErrorCode> EndOfAsync(Consumer consumer) =>
        (await Assert.ThrowsAsync<GdnException>(() => consumer.ReceiveAsync().AsTask().WaitAsync(Patience))).Code;
}
