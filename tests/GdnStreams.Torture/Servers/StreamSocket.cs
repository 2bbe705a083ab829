using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace GdnStreams.Torture.Servers;

/// <summary>One socket, frame by frame. All its failures are <see cref="WebSocketException"/>, but a refusal at its opening.</summary>
internal sealed class StreamSocket : IDisposable
{
    private readonly ClientWebSocket _socket;
    private byte[] _buffer = new byte[16 * 1024];

    private StreamSocket(ClientWebSocket socket) => _socket = socket;

    /// <param name="server">Its url.</param>
    /// <param name="kind"><c>producer</c>, <c>consumer</c> or <c>reader</c>.</param>
    /// <param name="rest">Stream, subscription and query.</param>
    public static async Task<StreamSocket> OpenAsync(Uri server, string kind, string rest)
    {
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.SetRequestHeader("Authorization", Credentials.Header);
            socket.Options.CollectHttpResponseDetails = true;
            socket.Options.KeepAliveInterval = TimeSpan.Zero;
            using var limit = new CancellationTokenSource(ServerUnderTest.Patience);
            await socket.ConnectAsync(new Uri($"ws://{server.Authority}/_ws/ws/v2/{kind}/persistent/{Credentials.Tenant}/c8global._system/c8globals.{rest}"), limit.Token);
            return new StreamSocket(socket);
        }
        catch (WebSocketException e) when (socket.HttpStatusCode != 0)
        {
            socket.Dispose();
            throw new HttpRequestException($"{kind} {rest}: {(int)socket.HttpStatusCode}", e, socket.HttpStatusCode);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>What the server said when it closed.</summary>
    public string Goodbye => $"closed with {(int?)_socket.CloseStatus} {_socket.CloseStatusDescription}";

    /// <summary>Sends a text frame.</summary>
    public async ValueTask SendAsync(string frame)
    {
        try
        {
            await _socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        catch (Exception e) when (e is ObjectDisposedException or InvalidOperationException)
        {
            throw new WebSocketException("The socket is closed.", e);
        }
    }

    /// <summary>The next frame; null when the server said goodbye, which is answered.</summary>
    public async ValueTask<JsonNode?> NextAsync()
    {
        var length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult part;
            try
            {
                part = await _socket.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    await CloseAsync();
                    return null;
                }
            }
            catch (Exception e) when (e is ObjectDisposedException or InvalidOperationException or OperationCanceledException)
            {
                throw new WebSocketException("The socket is closed.", e);
            }

            length += part.Count;
            if (part.EndOfMessage)
            {
                return JsonNode.Parse(_buffer.AsSpan(0, length));
            }

            if (length == _buffer.Length)
            {
                Array.Resize(ref _buffer, length * 2);
            }
        }
    }

    /// <summary>Says goodbye; whoever reads sees the server's.</summary>
    public async Task CloseAsync()
    {
        try
        {
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
            }
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The server was faster, or was killed.
        }
    }

    /// <summary>Cuts the connection without a goodbye.</summary>
    public void Cut() => _socket.Abort();

    public void Dispose() => _socket.Dispose();
}
