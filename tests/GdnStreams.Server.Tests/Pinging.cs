using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Tests;

/// <summary>Whether the other side is still there: a client that the server hears from, and one that says nothing any more.</summary>
public sealed class Pinging
{
    private const byte Ping = 0x89;

    [Fact]
    public async Task A_silent_client_is_pinged_and_keeps_its_subscription_as_long_as_it_answers()
    {
        await using var server = await StreamServer.StartAsync(
            new ServerOptions { SocketKeepAlive = TimeSpan.FromSeconds(3) }, TimeProvider.System, CancellationToken.None);
        var url = new Uri(server.Url);
        using var client = new TcpClient();
        await client.ConnectAsync(url.Host, url.Port);
        var stream = client.GetStream();
        await UpgradeAsync(stream);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));

        // Longer than the server waits for an answer.
        for (var pings = 0; pings < 4; pings++)
        {
            var payload = await PingAsync(stream, limit.Token);
            Assert.NotNull(payload);
            await stream.WriteAsync(new byte[] { 0x8A, (byte)(0x80 | payload.Length), 0, 0, 0, 0 }.Concat(payload).ToArray(), limit.Token);
        }

        Assert.False(await IsFreeAsync(url));

        // It answers no more: the server lets go of it, and others may have the subscription.
        while (await PingAsync(stream, limit.Token) is not null)
        {
            // The last ones before that.
        }

        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!await IsFreeAsync(url))
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }

    private static async Task<bool> IsFreeAsync(Uri url)
    {
        try
        {
            (await RawSocket.OpenAsync(url, "consumer", "c8globals.pinged/s")).Dispose();
            return true;
        }
        catch (WebSocketException)
        {
            return false;
        }
    }

    private static async Task UpgradeAsync(NetworkStream stream)
    {
        var request = $"GET /_ws/ws/v2/consumer/persistent/demo/c8global._system/c8globals.pinged/s HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: apikey {Development.ApiKey}\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        var answer = "";
        var one = new byte[1];
        while (!answer.EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one);
            answer += (char)one[0];
        }

        Assert.StartsWith("HTTP/1.1 101", answer, StringComparison.Ordinal);
    }

    /// <summary>What the next ping says; null when the connection ends, with or without a goodbye.</summary>
    private static async Task<byte[]?> PingAsync(NetworkStream stream, CancellationToken limit)
    {
        try
        {
            var head = new byte[2];
            await stream.ReadExactlyAsync(head, limit);
            var payload = new byte[head[1]];
            await stream.ReadExactlyAsync(payload, limit);
            return head[0] == Ping ? payload : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
