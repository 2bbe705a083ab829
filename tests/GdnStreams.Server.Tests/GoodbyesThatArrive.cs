using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Tests;

/// <summary>A client that is refused in the middle of what it sends learns why: its connection is not reset, which would take the goodbye with it on some systems.</summary>
public sealed class GoodbyesThatArrive
{
    private const int TooLarge = 1_200_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // A text frame; the mask is zero, so that the content is as it stands.
    private static byte[] Frame(byte first, byte[] content)
    {
        var frame = new byte[14 + content.Length];
        (frame[0], frame[1]) = (first, 0x80 | 127);
        BinaryPrimitives.WriteInt64BigEndian(frame.AsSpan(2), content.Length);
        content.CopyTo(frame, 14);
        return frame;
    }

    [Theory]
    [InlineData("producer", 0x83, 10, 1002)] // An opcode that there is not.
    [InlineData("consumer", 0x81, 10, 1007)] // No JSON.
    [InlineData("producer", 0x81, TooLarge, 1009)]
    [InlineData("consumer", 0x81, TooLarge, 1009)]
    public async Task While_it_is_still_sending(string kind, byte first, int length, int status)
    {
        await using var server = await ServerProcess.StartAsync("serve", "--in-memory", "--dev");
        for (var round = 0; round < 15; round++)
        {
            using var limit = new CancellationTokenSource(Patience);
            using var client = new TcpClient();
            await client.ConnectAsync(server.Url.Host, server.Url.Port, limit.Token);
            var stream = client.GetStream();
            var path = $"/_ws/ws/v2/{kind}/persistent/demo/c8global._system/c8globals.x{round}{(kind == "consumer" ? "/s" : "")}";
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {server.Url.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: apikey {Development.ApiKey}\r\n\r\n"), limit.Token);
            await ReadHeadAsync(stream, limit.Token);
            var sending = stream.WriteAsync((byte[])[.. Frame(first, Encoding.ASCII.GetBytes(new string('x', length))), .. Frame(0x82, new byte[900_000])], limit.Token);
            Assert.Equal(status, await ReadGoodbyeAsync(stream, limit.Token));
            await sending;
            await stream.WriteAsync(new byte[] { 0x88, 0x80, 0, 0, 0, 0 }, limit.Token); // Its goodbye.
            if (status != 1002)
            {
                Assert.Equal(0, await stream.ReadAsync(new byte[1], limit.Token)); // An end, and no reset. What follows a broken frame is not understood, its goodbye neither.
            }
        }
    }

    private static async Task ReadHeadAsync(NetworkStream stream, CancellationToken cancellation)
    {
        var (head, one) = (new StringBuilder(), new byte[1]);
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, cancellation);
            head.Append((char)one[0]);
        }

        Assert.StartsWith("HTTP/1.1 101", head.ToString(), StringComparison.Ordinal);
    }

    private static async Task<int> ReadGoodbyeAsync(NetworkStream stream, CancellationToken cancellation)
    {
        var header = new byte[2];
        await stream.ReadExactlyAsync(header, cancellation);
        Assert.Equal(0x88, header[0]);
        var content = new byte[header[1]];
        await stream.ReadExactlyAsync(content, cancellation);
        return BinaryPrimitives.ReadUInt16BigEndian(content);
    }
}
