using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace GdnStreams.Conformance;

/// <summary>A raw socket: frames as they are, and how it ends.</summary>
public sealed class Socket : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly ClientWebSocket _socket;
    private readonly Channel<string> _frames = Channel.CreateUnbounded<string>();
    private readonly Task _receiving;

    public Socket(ClientWebSocket socket)
    {
        _socket = socket;

        // Not on demand: a receive that is cancelled breaks the socket.
        _receiving = Task.Run(ReceiveAsync);
    }

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    public Task SendAsync(string frame) => SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text);

    public async Task SendAsync(byte[] frame, WebSocketMessageType type)
    {
        using var limit = new CancellationTokenSource(Patience);
        await _socket.SendAsync(frame, type, endOfMessage: true, limit.Token);
    }

    /// <summary>Publishes a text and awaits its acknowledgement; its message id.</summary>
    public async Task<string> PublishAsync(string text, string more = "")
    {
        await SendAsync($$"""{"payload":"{{Base64(text)}}"{{more}}}""");
        var ack = JsonNode.Parse(await NextAsync())!;
        Assert.Equal("ok", (string)ack["result"]!);
        return (string)ack["messageId"]!;
    }

    /// <summary>The next frame's text, <c>closed CODE</c>, or <c>dropped</c>.</summary>
    public async Task<string> NextAsync() => await TryNextAsync(Patience) ?? throw new TimeoutException("Nothing came.");

    /// <summary>As <see cref="NextAsync"/>; null where nothing comes in the time.</summary>
    public async Task<string?> TryNextAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        try
        {
            return await _frames.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (ChannelClosedException)
        {
            return "dropped";
        }
    }

    /// <summary>The result of one frame that a producer sends.</summary>
    public async Task<string> ResultAsync(string frame)
    {
        await SendAsync(frame);
        var answer = await NextAsync();
        return answer[0] == '{' ? (string)JsonNode.Parse(answer)!["result"]! : answer;
    }

    /// <summary>The next delivered message.</summary>
    public async Task<JsonNode> MessageAsync()
    {
        var frame = await NextAsync();
        return frame[0] == '{' ? JsonNode.Parse(frame)! : throw new InvalidOperationException($"Expected a message, got: {frame}");
    }

    /// <summary>The next message's text.</summary>
    public async Task<string> TextAsync() => Text(await MessageAsync());

    /// <summary>The next message's text; the message is acknowledged.</summary>
    public async Task<string> TakeAsync()
    {
        var message = await MessageAsync();
        await AcknowledgeAsync(message);
        return Text(message);
    }

    public Task AcknowledgeAsync(JsonNode message) => SendAsync($$"""{"messageId":"{{(string)message["messageId"]!}}"}""");

    public Task DenyAsync(JsonNode message) => SendAsync($$"""{"type":"negativeAcknowledge","messageId":"{{(string)message["messageId"]!}}"}""");

    public static string Text(JsonNode message) => Encoding.UTF8.GetString(Convert.FromBase64String((string)message["payload"]!));

    /// <summary>Nothing more comes, as far as one can tell: an answer to a later question comes first.</summary>
    public async Task AssertQuietAsync()
    {
        await SendAsync("""{"type":"isEndOfTopic"}""");
        Assert.Equal("""{"endOfTopic":false}""", await NextAsync());
        Assert.Null(await TryNextAsync(TimeSpan.FromMilliseconds(300)));
    }

    /// <summary>What was sent before has been taken: the answer to a later question is there, whatever else comes first.</summary>
    public async Task AssertReadyAsync()
    {
        await SendAsync("""{"type":"isEndOfTopic"}""");
        while (!(await NextAsync()).StartsWith("""{"endOfTopic""", StringComparison.Ordinal))
        {
            // A message that came before.
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", limit.Token);
                await _receiving.WaitAsync(limit.Token);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // The server ended it first.
        }

        _socket.Dispose();
        await _receiving;
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[4 * 1024 * 1024];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await _socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                    length += part.Count;
                }
                while (!part.EndOfMessage);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    _frames.Writer.TryWrite($"closed {(int)_socket.CloseStatus!}");
                    return;
                }

                _frames.Writer.TryWrite(Encoding.UTF8.GetString(buffer, 0, length));
            }
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException)
        {
            _frames.Writer.TryWrite("dropped");
        }
        finally
        {
            _frames.Writer.TryComplete();
        }
    }
}
