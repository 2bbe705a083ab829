using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;
using GdnStreams.Engine;
using GdnStreams.Protocol;
using GdnStreams.Server.Sockets;

namespace GdnStreams.Server.Tests;

/// <summary>What passes by the WebSocket and what goes through it: the messages are the same, in whatever pieces they arrive.</summary>
public sealed class FramesThatArrive
{
    private const byte Continued = 0x00;
    private const byte Text = 0x01;
    private const byte Binary = 0x02;
    private const byte Ping = 0x09;
    private const byte Final = 0x80;

    [Fact]
    public async Task In_pieces_of_any_size_are_the_messages_that_were_sent()
    {
        var (small, large) = (new string('ä', 40), new string('x', 70_000));
        byte[] sent =
        [
            .. Frame(Text | Final, "one"), .. Frame(Text | Final, ""), .. Frame(Ping | Final, "hello"), .. Frame(Text | Final, small),
            .. Frame(Text, "be"), .. Frame(Continued, "gu"), .. Frame(Ping | Final, ""), .. Frame(Continued | Final, "n"),
            .. Frame(Binary | Final, "ignored"), .. Frame(Text | Final, large), .. Frame(Text | Final, "last"),
        ];
        foreach (var piece in new[] { 1, 2, 3, 5, 7, 13, 14, 15, 64, 1_000, 65_536, sent.Length })
        {
            Assert.Equal(["one", "", small, "begun", "ignored", large, "last"], await ReceiveAllAsync(sent, piece));
        }
    }

    [Fact]
    public async Task Pass_by_the_WebSocket_where_they_are_whole_and_usual()
    {
        byte[] sent = [.. Frame(Text | Final, "one"), .. Frame(Text | Final, "two"), .. Frame(Ping | Final, ""), .. Frame(Text | Final, "three")];
        var arrived = new ArrivedFrames(new Pieces(sent, sent.Length), isFromClient: true);
        Assert.False(arrived.TryTake(out var message)); // Nothing is here yet.
        Assert.Equal(0, await arrived.ReadAsync(Memory<byte>.Empty, default)); // Only looks.
        Assert.Equal(Frame(Text | Final, "one"), await NextAsync(arrived));
        Assert.Equal(0, await arrived.ReadAsync(Memory<byte>.Empty, default));
        Assert.True(arrived.TryTake(out message));
        Assert.Equal("two"u8, message.Span);
        Assert.False(arrived.TryTake(out message));
        Assert.Equal(Frame(Ping | Final, ""), await NextAsync(arrived));
        Assert.True(arrived.TryTake(out message));
        Assert.Equal("three"u8, message.Span);
        Assert.Equal(0, await arrived.ReadAsync(new byte[10], default));
    }

    [Theory]
    [InlineData(Text | Final, new byte[] { 0xC3, 0x28 }, true)] // No UTF-8.
    [InlineData(Text | Final, new byte[] { 1 }, false)] // No mask.
    [InlineData(Text | Final | 0x40, new byte[] { 1 }, true)] // A bit that means nothing here.
    [InlineData(0x03 | Final, new byte[] { 1 }, true)] // A kind that does not exist.
    [InlineData(Continued | Final, new byte[] { 1 }, true)] // Continues nothing.
    public async Task That_are_wrong_are_refused_by_the_WebSocket(byte first, byte[] payload, bool isMasked)
    {
        byte[] sent = [.. Frame(Text | Final, "one"), .. Frame(Text | Final, "two"), .. Frame(first, payload, isMasked), .. Frame(Text | Final, "three")];
        await using var stream = new FrameStream(new Pieces(sent, sent.Length));
        using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
        Assert.Equal("one", await ReceiveAsync(stream, socket));
        Assert.Equal("two", await ReceiveAsync(stream, socket));
        await Assert.ThrowsAsync<WebSocketException>(() => ReceiveAsync(stream, socket));
    }

    [Fact]
    public async Task That_break_off_are_an_end()
    {
        byte[] sent = [.. Frame(Text | Final, "one"), .. Frame(Text | Final, new string('x', 300))];
        var whole = Frame(Text | Final, "one").Length;
        for (var length = whole; length < sent.Length; length += length < whole + 20 ? 1 : 50)
        {
            await using var stream = new FrameStream(new Pieces(sent[..length], length));
            using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
            Assert.Equal("one", await ReceiveAsync(stream, socket));
            await Assert.ThrowsAsync<WebSocketException>(() => ReceiveAsync(stream, socket));
        }
    }

    [Fact]
    public async Task Are_read_by_one_at_a_time()
    {
        // At the end a client's WebSocket may wait for the server to hang up in both of its loops.
        var connection = new Silence();
        var arrived = new ArrivedFrames(connection, isFromClient: true);
        var buffer = new byte[100];
        var first = arrived.ReadAsync(buffer, default).AsTask();
        var second = arrived.ReadAsync(new byte[100], default).AsTask();
        Assert.Equal(1, connection.Reads);
        Assert.Equal(0, await second);
        connection.Arrive();
        Assert.Equal(7, await first);
        Assert.Equal(0x81, buffer[0]);
        Assert.Equal(0, await arrived.ReadAsync(buffer, default)); // The end.
        Assert.Equal(0, await arrived.ReadAsync(buffer, default));
    }

    private static async Task<byte[]> NextAsync(ArrivedFrames arrived)
    {
        var buffer = new byte[1_000];
        return buffer[..await arrived.ReadAsync(buffer, default)];
    }

    private static async Task<List<string>> ReceiveAllAsync(byte[] sent, int piece)
    {
        await using var stream = new FrameStream(new Pieces(sent, piece));
        using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
        var messages = new List<string>();
        while (messages.Count == 0 || messages[^1] != "last")
        {
            messages.Add(await ReceiveAsync(stream, socket));
        }

        return messages;
    }

    /// <summary>As a server's connection does.</summary>
    private static async Task<string> ReceiveAsync(FrameStream stream, WebSocket socket)
    {
        if (stream.Arrived.TryTake(out var whole))
        {
            return Encoding.UTF8.GetString(whole.Span);
        }

        using var message = new FrameBuffer(new MemoryBudget(1_000_000));
        ValueWebSocketReceiveResult part;
        do
        {
            if (message.Free.IsEmpty)
            {
                Assert.True(await message.TryGrowAsync(default));
            }

            part = await socket.ReceiveAsync(message.Free, default);
            message.Advance(part.Count);
        }
        while (!part.EndOfMessage);
        return Encoding.UTF8.GetString(message.Frame.Span);
    }

    private static byte[] Frame(int first, string text) => Frame((byte)first, Encoding.UTF8.GetBytes(text), isMasked: true);

    private static byte[] Frame(byte first, byte[] payload, bool isMasked)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(length, payload.Length);
        byte[] mask = isMasked ? [0x12, 0x34, 0x56, 0x78] : [];
        var bit = isMasked ? 0x80 : 0;
        return
        [
            first,
            .. payload.Length < 126 ? [(byte)(payload.Length | bit)] : payload.Length <= ushort.MaxValue ? [(byte)(126 | bit), .. length[6..]] : (byte[])[(byte)(127 | bit), .. length],
            .. mask,
            .. isMasked ? payload.Select((each, i) => (byte)(each ^ mask[i % 4])) : payload,
        ];
    }

    /// <summary>A connection on which bytes arrive in pieces of one size; what is written to it is lost.</summary>
    private sealed class Pieces(byte[] bytes, int size) : MemoryStream(bytes, writable: false)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => default;
    }
}
