using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Tests;

/// <summary>A socket of the development user's, byte by byte: it may break the protocol, and sees the goodbye at once, where .NET's WebSocket waits until the server has closed the connection, too.</summary>
internal sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TcpClient _client = new();
    private readonly CancellationTokenSource _limit = new(Patience);

    private RawConnection()
    {
    }

    /// <param name="url">The server.</param>
    /// <param name="kind"><c>producer</c>, <c>consumer</c> or <c>reader</c>.</param>
    /// <param name="rest">Topic, subscription and query.</param>
    public static async Task<RawConnection> OpenAsync(Uri url, string kind, string rest)
    {
        var opened = new RawConnection();
        await opened._client.ConnectAsync(url.Host, url.Port, opened._limit.Token);
        await opened.SendAsync(Encoding.ASCII.GetBytes($"GET /_ws/ws/v2/{kind}/persistent/demo/c8global._system/{rest} HTTP/1.1\r\nHost: {url.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: apikey {Development.ApiKey}\r\n\r\n"));
        var (head, one) = (new StringBuilder(), new byte[1]);
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await opened.Stream.ReadExactlyAsync(one, opened._limit.Token);
            head.Append((char)one[0]);
        }

        Assert.StartsWith("HTTP/1.1 101", head.ToString(), StringComparison.Ordinal);
        return opened;
    }

    private NetworkStream Stream => _client.GetStream();

    /// <summary>A frame that begins with this byte; its mask is zero, so that the content is as it stands.</summary>
    public static byte[] Frame(byte first, byte[] content)
    {
        var frame = new byte[14 + content.Length];
        (frame[0], frame[1]) = (first, 0x80 | 127);
        BinaryPrimitives.WriteInt64BigEndian(frame.AsSpan(2), content.Length);
        content.CopyTo(frame, 14);
        return frame;
    }

    public ValueTask SendAsync(byte[] bytes) => Stream.WriteAsync(bytes, _limit.Token);

    public ValueTask SayGoodbyeAsync() => SendAsync([0x88, 0x80, 0, 0, 0, 0]);

    /// <summary>Reads up to the server's goodbye.</summary>
    /// <returns>How many frames came before it, and its status; 0 where it has none.</returns>
    public async Task<(int Frames, int Status)> ReadGoodbyeAsync()
    {
        for (var frames = 0; ; frames++)
        {
            var header = new byte[2];
            await Stream.ReadExactlyAsync(header, _limit.Token);
            var extended = new byte[header[1] switch { 126 => 2, 127 => 8, _ => 0 }];
            await Stream.ReadExactlyAsync(extended, _limit.Token);
            var length = extended.Length == 0 ? header[1] : extended.Aggregate(0L, (length, next) => (length << 8) | next);
            var content = new byte[length];
            await Stream.ReadExactlyAsync(content, _limit.Token);
            if (header[0] == 0x88)
            {
                return (frames, content.Length < 2 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(content));
            }
        }
    }

    /// <summary>Whether the server ends the connection now, without a reset.</summary>
    public async Task<bool> HasEndedAsync() => await Stream.ReadAsync(new byte[1], _limit.Token) == 0;

    public void Dispose()
    {
        _client.Dispose();
        _limit.Dispose();
    }
}
