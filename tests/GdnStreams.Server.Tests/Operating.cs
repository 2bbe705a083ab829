using System.Net.WebSockets;
using GdnStreams.Client;
using GdnStreams.Protocol;
using GdnStreams.Server.SignIn;
using Microsoft.Extensions.Time.Testing;

namespace GdnStreams.Server.Tests;

/// <summary>What whoever runs a server can see and decide.</summary>
public sealed class Operating
{
    private static readonly StreamName Stream = StreamName.Create("demo", StreamScope.Global);

    [Fact]
    public async Task Health_readiness_and_metrics_are_open_and_count()
    {
        await using var server = await StartAsync(new ServerOptions());
        await using var session = await ConnectAsync(server);
        await using var consumer = await session.SubscribeAsync(Stream, "s");
        await using var producer = await session.CreateProducerAsync(Stream);
        await producer.SendAsync(OutgoingMessage.FromText("12345"));
        await consumer.ReceiveAsync();
        using var http = new HttpClient { BaseAddress = new Uri(server.Url) };
        Assert.Equal("ok", await http.GetStringAsync(new Uri("/healthz", UriKind.Relative)));
        Assert.Equal("ready", await http.GetStringAsync(new Uri("/readyz", UriKind.Relative)));
        await http.GetAsync(new Uri("/nowhere", UriKind.Relative));
        var metrics = await http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        Assert.Contains("\ngdn_messages_in_total 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("\ngdn_bytes_in_total 5\n", metrics, StringComparison.Ordinal);
        Assert.Contains("\ngdn_bytes_out_total 5\n", metrics, StringComparison.Ordinal);
        Assert.Contains("\ngdn_sockets{kind=\"producer\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("\ngdn_refused_requests_total{status=\"404\"} 1\n", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Streams_are_created_by_sockets_unless_that_is_switched_off()
    {
        await using var server = await StartAsync(new ServerOptions { CreatesStreams = false });
        await using var session = await ConnectAsync(server);
        Assert.Equal(GdnErrorCode.StreamNotFound, (await Assert.ThrowsAsync<GdnException>(() => session.CreateProducerAsync(Stream))).Code);
        await session.Streams.CreateAsync(Stream);
        await (await session.CreateProducerAsync(Stream)).DisposeAsync();
    }

    [Fact]
    public async Task Anonymous_sockets_are_refused_unless_they_are_allowed()
    {
        await using (var server = await StartAsync(new ServerOptions()))
        {
            await Assert.ThrowsAsync<WebSocketException>(() => OpenAsync(server));
        }

        await using (var server = await StartAsync(new ServerOptions { AllowsAnonymousSockets = true }))
        {
            using var socket = await OpenAsync(server);
            Assert.Equal(WebSocketState.Open, socket.State);
        }
    }

    [Fact]
    public async Task A_socket_without_frames_is_closed_with_1001_where_that_is_switched_on()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await StreamServer.StartAsync(
            new ServerOptions { AllowsAnonymousSockets = true, SocketIdleTime = TimeSpan.FromSeconds(300) }, time, CancellationToken.None);
        using var socket = await OpenAsync(server);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        time.Advance(TimeSpan.FromSeconds(200));
        await socket.SendAsync("""{"payload":""}"""u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
        Assert.Equal(WebSocketMessageType.Text, (await socket.ReceiveAsync(new byte[256], limit.Token)).MessageType);
        time.Advance(TimeSpan.FromSeconds(299));
        await socket.SendAsync("""{"payload":""}"""u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
        Assert.Equal(WebSocketMessageType.Text, (await socket.ReceiveAsync(new byte[256], limit.Token)).MessageType);
        time.Advance(TimeSpan.FromSeconds(300));
        var received = await socket.ReceiveAsync(new byte[256], limit.Token);
        Assert.Equal((WebSocketMessageType.Close, WebSocketCloseStatus.EndpointUnavailable), (received.MessageType, received.CloseStatus));
    }

    [Fact]
    public async Task A_stopping_server_says_goodbye_with_1001()
    {
        var server = await StartAsync(new ServerOptions { AllowsAnonymousSockets = true });
        using var socket = await OpenAsync(server);
        var stopping = server.DisposeAsync().AsTask();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var received = await socket.ReceiveAsync(new byte[128], limit.Token);
        Assert.Equal((WebSocketMessageType.Close, WebSocketCloseStatus.EndpointUnavailable), (received.MessageType, received.CloseStatus));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", limit.Token);
        await stopping.WaitAsync(limit.Token);
    }

    [Fact]
    public async Task A_client_that_never_answers_the_goodbye_does_not_hold_the_server_up()
    {
        var server = await StartAsync(new ServerOptions { AllowsAnonymousSockets = true });
        using var socket = await OpenAsync(server);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await server.DisposeAsync().AsTask().WaitAsync(limit.Token);
    }

    private static Task<StreamServer> StartAsync(ServerOptions options) => StreamServer.StartAsync(options, TimeProvider.System, CancellationToken.None);

    private static Task<GdnSession> ConnectAsync(StreamServer server) =>
        GdnSession.ConnectAsync(new GdnSessionOptions { Url = new Uri(server.Url), Credential = GdnCredential.ApiKey(Development.ApiKey) });

    private static async Task<ClientWebSocket> OpenAsync(StreamServer server)
    {
        var socket = new ClientWebSocket();
        var address = $"{server.Url.Replace("http", "ws", StringComparison.Ordinal)}/_ws/ws/v2/producer/persistent/demo/c8global._system/c8globals.demo";
        await socket.ConnectAsync(new Uri(address), CancellationToken.None);
        return socket;
    }
}
