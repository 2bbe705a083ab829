using System.Diagnostics;
using System.Net.WebSockets;

namespace GdnStreams.Benchmarks;

/// <summary>A raw consumer that acknowledges each message by a frame of its own.</summary>
internal static class Delivering
{
    /// <summary>Places the subscription's cursor before anything is published.</summary>
    public static async Task SubscribeAsync(Target target, string topic, string subscription, CancellationToken cancellationToken)
    {
        using var socket = await RawSocket.OpenAsync(target.Consumer(topic, subscription), target.Authorization, cancellationToken);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
    }

    /// <summary>Receives and acknowledges the subscription's backlog; messages in a second.</summary>
    public static async Task<double> MeasureAsync(Target target, string topic, string subscription, int messages, CancellationToken cancellationToken)
    {
        using var socket = await RawSocket.OpenAsync(target.Consumer(topic, subscription), target.Authorization, cancellationToken);
        var buffer = new byte[64 * 1024];
        var acknowledgement = new byte[256];
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < messages; i++)
        {
            var frame = await RawSocket.ReceiveAsync(socket, buffer, cancellationToken);
            await socket.SendAsync(Acknowledgement(frame.Span, acknowledgement), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        }

        var rate = messages / clock.Elapsed.TotalSeconds;
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
        return rate;
    }

    private static ReadOnlyMemory<byte> Acknowledgement(ReadOnlySpan<byte> message, byte[] into)
    {
        var name = "\"messageId\":\""u8;
        var from = message.IndexOf(name) + name.Length;
        var id = message.Slice(from, message[from..].IndexOf((byte)'"'));
        var start = "{\"messageId\":\""u8;
        start.CopyTo(into);
        id.CopyTo(into.AsSpan(start.Length));
        "\"}"u8.CopyTo(into.AsSpan(start.Length + id.Length));
        return into.AsMemory(0, start.Length + id.Length + 2);
    }
}
