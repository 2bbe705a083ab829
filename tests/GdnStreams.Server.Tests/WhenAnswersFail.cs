using GdnStreams.Engine;
using GdnStreams.Protocol;
using GdnStreams.Server.Backends.Embedded;
using GdnStreams.Server.Operations;
using GdnStreams.Server.Sockets;
using GdnStreams.Server.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebSockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace GdnStreams.Server.Tests;

/// <summary>A producer's socket that cannot be answered ends, whatever the reason, and no ghost of it keeps the producer's name.</summary>
public sealed class WhenAnswersFail
{
    /// <summary>More than a socket takes without an answer.</summary>
    private const int Many = 20_000;

    private const string Frame = """{"payload":"YQ=="}""";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TopicName Topic = new("demo", "c8global._system", "answers", Persistent: true);

    [Theory]
    [InlineData(Many)]
    [InlineData(1)]
    public async Task Because_of_a_bug_the_socket_ends(int frames)
    {
        await using var peer = new BrokenPeer(Enumerable.Repeat(Frame, frames));
        await using var engine = await OpenAsync();
        var serving = ServeAsync(peer, engine);
        await peer.IsAnswered.WaitAsync(Patience);
        if (frames == Many)
        {
            await peer.IsNotReadFurtherAsync(TimeSpan.FromMilliseconds(300));
        }

        peer.Fail();
        await Assert.ThrowsAsync<InvalidOperationException>(() => serving.WaitAsync(Patience));
        await using var next = await engine.OpenProducerAsync(Topic, "ghost");
    }

    [Fact]
    public async Task Because_its_client_does_not_read_but_has_said_goodbye_the_socket_ends()
    {
        await using var peer = new BrokenPeer([Frame, ""]);
        await using var engine = await OpenAsync();
        await ServeAsync(peer, engine).WaitAsync(Patience);
        await using var next = await engine.OpenProducerAsync(Topic, "ghost");
    }

    [Theory]
    [InlineData(Many)]
    [InlineData(1)]
    public async Task A_client_that_does_not_read_holds_nobody_else_up(int frames)
    {
        await using var peer = new BrokenPeer(Enumerable.Repeat(Frame, frames));
        await using var engine = await OpenAsync();
        var serving = ServeAsync(peer, engine);
        await peer.IsAnswered.WaitAsync(Patience);
        await using (var other = await engine.OpenProducerAsync(Topic, "other"))
        {
            for (var i = 0; i < 1_000; i++)
            {
                await other.AppendAsync(new NewMessage { Payload = new byte[10] }).WaitAsync(Patience);
            }
        }

        peer.Fail();
        await Assert.ThrowsAsync<InvalidOperationException>(() => serving.WaitAsync(Patience));
    }

    private static async Task<StreamEngine> OpenAsync()
    {
        var engine = new StreamEngine(SqliteStore.Open(dataDirectory: null).Messages, new EngineOptions(), TimeProvider.System);
        await engine.EnsureStreamAsync(Topic, default);
        return engine;
    }

    /// <summary>As the server does for a request that it has admitted.</summary>
    private static async Task ServeAsync(BrokenPeer peer, StreamEngine engine)
    {
        await using var backend = EngineBackend.Open(new ServerOptions(), TimeProvider.System);
        var metrics = new ServerMetrics(backend);
        var producer = await engine.OpenProducerAsync(Topic, "ghost");
        await AcceptAsync(peer, async context =>
        {
            await using var connection = await SocketConnection.AcceptAsync(context, engine.Memory, TimeSpan.Zero, TimeProvider.System, default);
            await new ProducerSocket(connection, producer, Task.FromResult, metrics, TimeProvider.System).RunAsync();
        });
    }

    private static Task AcceptAsync(BrokenPeer peer, RequestDelegate serve)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "GET";
        context.Request.Headers.Connection = "Upgrade";
        context.Request.Headers.Upgrade = "websocket";
        context.Request.Headers.SecWebSocketVersion = "13";
        context.Request.Headers.SecWebSocketKey = Convert.ToBase64String(new byte[16]);
        context.Features.Set<IHttpUpgradeFeature>(new FrameUpgrade(peer));
        return new WebSocketMiddleware(serve, Options.Create(new WebSocketOptions()), NullLoggerFactory.Instance).Invoke(context);
    }
}
