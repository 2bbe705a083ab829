using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Tests;

/// <summary>A socket of the development user's, frame by frame, without the client library.</summary>
internal sealed class RawSocket : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ClientWebSocket _socket;
    private readonly byte[] _buffer = new byte[2 * 1024 * 1024];

    private RawSocket(ClientWebSocket socket) => _socket = socket;

    /// <param name="url">The server.</param>
    /// <param name="kind"><c>producer</c>, <c>consumer</c> or <c>reader</c>.</param>
    /// <param name="rest">Topic, subscription and query.</param>
    /// <param name="authorization">The header; the development key without it, none where it is empty.</param>
    public static async Task<RawSocket> OpenAsync(Uri url, string kind, string rest, string authorization = "apikey " + Development.ApiKey)
    {
        var socket = new ClientWebSocket();
        if (authorization.Length > 0)
        {
            socket.Options.SetRequestHeader("Authorization", authorization);
        }

        using var limit = new CancellationTokenSource(Patience);
        await socket.ConnectAsync(new Uri($"ws://{url.Authority}/_ws/ws/v2/{kind}/persistent/demo/c8global._system/{rest}"), limit.Token);
        return new RawSocket(socket);
    }

    public async Task SendAsync(string frame)
    {
        using var limit = new CancellationTokenSource(Patience);
        await _socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
    }

    /// <summary>Sends a frame that does not end.</summary>
    public async Task BeginAsync(string part)
    {
        using var limit = new CancellationTokenSource(Patience);
        await _socket.SendAsync(Encoding.UTF8.GetBytes(part), WebSocketMessageType.Text, endOfMessage: false, limit.Token);
    }

    public Task PublishAsync(string text) => SendAsync($$"""{"payload":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}}","context":"{{text}}"}""");

    /// <summary>The next frame; null when the server closed, whose close frame is answered.</summary>
    public async Task<JsonNode?> NextAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        var length = 0;
        while (true)
        {
            var part = await _socket.ReceiveAsync(_buffer.AsMemory(length), limit.Token);
            length += part.Count;
            if (part.MessageType == WebSocketMessageType.Close)
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", limit.Token);
                return null;
            }

            if (part.EndOfMessage)
            {
                return JsonNode.Parse(_buffer.AsSpan(0, length));
            }
        }
    }

    /// <summary>How the server closed.</summary>
    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    /// <summary>Why it closed.</summary>
    public string? CloseReason => _socket.CloseStatusDescription;

    public static string Text(JsonNode message) => Encoding.UTF8.GetString(Convert.FromBase64String((string)message["payload"]!));

    public void Dispose() => _socket.Dispose();
}
