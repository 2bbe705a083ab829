using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace GdnStreams.Client.Tests;

/// <summary>The server's end of one WebSocket (RFC 6455) over a bare stream: what WebSocket.CreateFromStream gives, which .NET Framework lacks.</summary>
internal sealed class ScriptedSocket : WebSocket
{
    private const string HandshakeGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private readonly Stream _stream;
    private readonly byte[] _mask = new byte[4];
    private WebSocketState _state = WebSocketState.Open;
    private WebSocketMessageType _type;
    private bool _final;
    private long _left;
    private int _maskAt;

    private ScriptedSocket(Stream stream) => _stream = stream;

    public override WebSocketCloseStatus? CloseStatus => null;

    public override string? CloseStatusDescription => null;

    public override string? SubProtocol => null;

    /// <summary>Runs after each ping of the client was answered.</summary>
    public Func<Task> Pinged { get; set; } = () => Task.CompletedTask;

    public override WebSocketState State => _state;

    /// <param name="request">The handshake.</param>
    /// <param name="headers">More headers of the answer, each with the end of its line.</param>
    public static async Task<ScriptedSocket> AcceptAsync(ScriptedRequest request, string headers = "")
    {
#pragma warning disable CA5350 // The handshake of RFC 6455 is made with SHA-1.
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(request.Header("Sec-WebSocket-Key") + HandshakeGuid)));
#pragma warning restore CA5350
        await request.WriteAsync($"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n{headers}Sec-WebSocket-Accept: {accept}\r\n\r\n");
        return new ScriptedSocket(request.Stream);
    }

    /// <summary>Reads until the client has closed too: a connection closed with unread bytes could take the last frames with it.</summary>
    public async Task DrainAsync()
    {
        var buffer = new ArraySegment<byte>(new byte[4096]);
        while (_state == WebSocketState.CloseSent)
        {
            try
            {
                await ReceiveAsync(buffer, CancellationToken.None);
            }
            catch (WebSocketException)
            {
                // The client has gone without a farewell.
            }
        }
    }

    public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            while (_left == 0)
            {
                var head = await ReadAsync(2, cancellationToken);
                var length = await LengthAsync(head[1] & 0x7F, cancellationToken);
                (await ReadAsync(4, cancellationToken)).CopyTo(_mask, 0);
                (_final, _maskAt) = ((head[0] & 0x80) != 0, 0);
                switch (head[0] & 0x0F)
                {
                    case 8:
                        await ReadAsync((int)length, cancellationToken);
                        _state = _state == WebSocketState.CloseSent ? WebSocketState.Closed : WebSocketState.CloseReceived;
                        return new WebSocketReceiveResult(0, WebSocketMessageType.Close, true);
                    case 9:
                        // The client's pings are empty.
                        await ReadAsync((int)length, cancellationToken);
                        await WriteAsync(0x8A, new ArraySegment<byte>([]), cancellationToken);
                        await Pinged();
                        continue;
                    case 10:
                        await ReadAsync((int)length, cancellationToken);
                        continue;
                    case var opcode:
                        _type = opcode switch { 0 => _type, 1 => WebSocketMessageType.Text, _ => WebSocketMessageType.Binary };
                        break;
                }

                _left = length;
                if (length == 0)
                {
                    return new WebSocketReceiveResult(0, _type, _final);
                }
            }

            var part = await ReadAsync((int)Math.Min(_left, buffer.Count), cancellationToken);
            for (var i = 0; i < part.Length; i++)
            {
                buffer.Array![buffer.Offset + i] = (byte)(part[i] ^ _mask[_maskAt++ & 3]);
            }

            _left -= part.Length;
            return new WebSocketReceiveResult(part.Length, _type, _final && _left == 0);
        }
        catch (IOException e)
        {
            _state = WebSocketState.Aborted;
            throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely, e);
        }
    }

    public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
        WriteAsync((endOfMessage ? 0x80 : 0) | (messageType == WebSocketMessageType.Text ? 1 : 2), buffer, cancellationToken);

    public override async Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        var status = (int)closeStatus;
        byte[] body = [(byte)(status >> 8), (byte)status, .. Encoding.UTF8.GetBytes(statusDescription ?? "")];
        _state = _state == WebSocketState.CloseReceived ? WebSocketState.Closed : WebSocketState.CloseSent;
        await WriteAsync(0x88, new ArraySegment<byte>(body), cancellationToken);
    }

    public override async Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        await CloseOutputAsync(closeStatus, statusDescription, cancellationToken);
        await DrainAsync();
    }

    public override void Abort()
    {
        _state = WebSocketState.Aborted;
        _stream.Dispose();
    }

    public override void Dispose() => _stream.Dispose();

    private async Task<byte[]> ReadAsync(int count, CancellationToken cancellationToken)
    {
        var bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    private async Task<long> LengthAsync(int first, CancellationToken cancellationToken)
    {
        if (first < 126)
        {
            return first;
        }

        var length = 0L;
        foreach (var b in await ReadAsync(first == 126 ? 2 : 8, cancellationToken))
        {
            length = (length << 8) | b;
        }

        return length;
    }

    private async Task WriteAsync(int first, ArraySegment<byte> body, CancellationToken cancellationToken)
    {
        byte[] length = body.Count switch
        {
            < 126 => [(byte)body.Count],
            <= ushort.MaxValue => [126, (byte)(body.Count >> 8), (byte)body.Count],
            _ => [127, 0, 0, 0, 0, (byte)(body.Count >> 24), (byte)(body.Count >> 16), (byte)(body.Count >> 8), (byte)body.Count],
        };
        byte[] frame = [(byte)first, .. length, .. body];
        await _stream.WriteAsync(frame, cancellationToken);
    }
}
