using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;

namespace GdnStreams.Benchmarks;

/// <summary>A raw producer: frames as they are, a bounded number of them unacknowledged.</summary>
internal static class Publishing
{
    private const int Window = 500;

    /// <summary>Publishes and awaits the last acknowledgement; messages in a second.</summary>
    public static async Task<double> MeasureAsync(Target target, string topic, int messages, int payloadBytes, CancellationToken cancellationToken)
    {
        using var socket = await RawSocket.OpenAsync(target.Producer(topic), target.Authorization, cancellationToken);
        var payload = Convert.ToBase64String(Enumerable.Range(0, payloadBytes).Select(i => (byte)i).ToArray());
        var frame = Encoding.UTF8.GetBytes($$"""{"payload":"{{payload}}","context":"1"}""");
        using var places = new SemaphoreSlim(Window);
        var clock = Stopwatch.StartNew();
        var acknowledged = AcknowledgementsAsync(socket, messages, places, cancellationToken);
        for (var i = 0; i < messages; i++)
        {
            await places.WaitAsync(cancellationToken);
            await socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        }

        await acknowledged;
        return messages / clock.Elapsed.TotalSeconds;
    }

    private static async Task AcknowledgementsAsync(ClientWebSocket socket, int messages, SemaphoreSlim places, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        for (var i = 0; i < messages; i++)
        {
            var frame = await RawSocket.ReceiveAsync(socket, buffer, cancellationToken);
            if (frame.Span.IndexOf("\"ok\""u8) < 0)
            {
                throw new InvalidOperationException("Refused: " + Encoding.UTF8.GetString(frame.Span));
            }

            places.Release();
        }
    }
}
