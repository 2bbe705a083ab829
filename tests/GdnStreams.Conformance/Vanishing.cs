using System.Net.WebSockets;
using GdnStreams.Conformance.Administration;
using GdnStreams.Server;

namespace GdnStreams.Conformance;

/// <summary>Clients of a gateway that say nothing: those that are there stay, those that are not are let go of.</summary>
public sealed class Vanishing(Servers servers) : IAsyncLifetime
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(3);
    private StreamServer? _gateway;

    public async ValueTask InitializeAsync() => _gateway = await servers.StartGatewayAsync(new ServerOptions { SocketKeepAlive = KeepAlive });

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }
    }

    private Peer Gateway => servers["gateway"] with { Base = new Uri(_gateway!.Url) };

    [Fact]
    public async Task A_client_that_answers_no_ping_lets_go_of_its_subscription()
    {
        var topic = Gateway.NewTopic();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));

        // It would answer while somebody receives.
        using var vanished = new ClientWebSocket();
        vanished.Options.SetRequestHeader("Authorization", Gateway.Authorization);
        vanished.Options.KeepAliveInterval = TimeSpan.Zero;
        await vanished.ConnectAsync(new UriBuilder(Gateway.Base) { Scheme = "ws", Path = $"/ws/v2/consumer/persistent/{Gateway.Place}/{topic}/s" }.Uri, limit.Token);
        Assert.Equal(409, await Gateway.StatusAsync("consumer", topic + "/s", ""));
        await Sessions.UntilAsync(async () => await Gateway.StatusAsync("consumer", topic + "/s", "") == 101);
    }

    [Fact]
    public async Task A_client_that_answers_stays_and_its_answers_disturb_nobody()
    {
        var topic = Gateway.NewTopic();
        await using var consumer = await Gateway.ConsumerAsync(topic);
        await using var producer = await Gateway.ProducerAsync(topic);
        await using var reader = await Gateway.ReaderAsync(topic, "");
        using var timer = new PeriodicTimer(5 * KeepAlive);
        await timer.WaitForNextTickAsync();
        await producer.PublishAsync("one");
        Assert.Equal("one", await consumer.TakeAsync());
        Assert.Equal("one", await reader.TextAsync());
        await consumer.AssertQuietAsync();
    }
}
