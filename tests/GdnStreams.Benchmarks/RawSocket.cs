using System.Net.WebSockets;

namespace GdnStreams.Benchmarks;

/// <summary>The runtime's WebSocket without any client of ours: what is measured is the server.</summary>
internal static class RawSocket
{
    public static async Task<ClientWebSocket> OpenAsync(Uri address, string? authorization, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var socket = new ClientWebSocket();
            if (authorization is not null)
            {
                socket.Options.SetRequestHeader("Authorization", authorization);
            }

            try
            {
                await socket.ConnectAsync(address, cancellationToken);
                return socket;
            }
            catch (WebSocketException) when (attempt < 50)
            {
                // A server may hear late that the one before was closed, and answers 409.
                socket.Dispose();
                await Task.Delay(100, cancellationToken);
            }
        }
    }

    /// <summary>One whole frame, in the buffer.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>> ReceiveAsync(ClientWebSocket socket, byte[] buffer, CancellationToken cancellationToken)
    {
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                throw new InvalidOperationException($"The server closed the socket: {socket.CloseStatus} {socket.CloseStatusDescription}");
            }

            length += part.Count;
            if (part.EndOfMessage)
            {
                return buffer.AsMemory(0, length);
            }
        }
    }
}
