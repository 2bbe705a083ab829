using System.Net.Sockets;
using System.Text;
using GdnStreams.Client;
using GdnStreams.Conformance.Administration;

namespace GdnStreams.Conformance;

/// <summary>Connections that are reset while a server opens their sockets.</summary>
public sealed class BreakingHandshakes(Servers servers)
{
    private static readonly int[] Milliseconds = [0, 1, 3, 10, 30, 100];

    /// <remarks>A Pulsar forgets some: what it made before it answers stays, connected, where its answer cannot be written.</remarks>
    [Theory, InlineData("ours"), InlineData("gateway")]
    public async Task Leave_nobody_behind(string on)
    {
        await using var session = await servers[on].ConnectAsync();
        var stream = await session.NewStreamAsync();
        await session.Subscriptions.CreateAsync(stream, "s");
        for (var i = 0; i < 10; i++)
        {
            foreach (var milliseconds in Milliseconds)
            {
                var socket = i % 2 == 0 ? $"producer/persistent/{servers[on].Place}/{stream.Topic}" : $"consumer/persistent/{servers[on].Place}/{stream.Topic}/s?subscriptionType=Shared";
                await ResetAsync(servers[on], "/ws/v2/" + socket, TimeSpan.FromMilliseconds(milliseconds));
            }
        }

        // What comes late has come by the time that these are open and nothing has come for a while.
        await using var consumer = await servers[on].ConsumerAsync(stream.Topic, "s", "subscriptionType=Shared");
        await using var producer = await servers[on].ProducerAsync(stream.Topic);
        Assert.Null(await consumer.TryNextAsync(TimeSpan.FromSeconds(2)));
        await Sessions.UntilAsync(async () => await session.Streams.GetStatsAsync(stream) is { Producers.Count: 1 } stats && stats.Subscriptions["s"].Consumers.Count == 1);
    }

    private static async Task ResetAsync(Peer peer, string path, TimeSpan after)
    {
        using var client = new TcpClient { LingerState = new LingerOption(true, 0) };
        await client.ConnectAsync(peer.Base.Host, peer.Base.Port);
        var request = $"GET {path} HTTP/1.1\r\nHost: {peer.Base.Authority}\r\nAuthorization: {peer.Authorization}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        using var limit = new CancellationTokenSource(after);
        try
        {
            // Waits for so long, or until there is an answer.
            await client.GetStream().ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, limit.Token);
        }
        catch (OperationCanceledException)
        {
            // Not answered yet.
        }
    }
}
