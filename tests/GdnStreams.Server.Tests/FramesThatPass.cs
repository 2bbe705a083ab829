using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using GdnStreams.Protocol;
using GdnStreams.Server.Backends.Pulsar;
using Microsoft.Extensions.Time.Testing;

namespace GdnStreams.Server.Tests;

/// <summary>A gateway's goodbye between frames that go through it unread, in whatever pieces they come.</summary>
public sealed class FramesThatPass
{
    private const string Reason = "The right was taken back.";

    private static readonly byte[] Goodbye = [0x88, (byte)(2 + Reason.Length), 0x03, 0xF0, .. Encoding.ASCII.GetBytes(Reason)];

    private static readonly byte[] Ping = [0x89, 0];

    /// <summary>Frames of all lengths of header, as a server sends them.</summary>
    private static readonly byte[][] Frames = [Frame(0), Frame(1), Frame(125), Frame(126), Frame(65_535), Frame(65_536), Frame(70_000), Frame(3)];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(1_000)]
    [InlineData(65_536)]
    public async Task Are_whole_in_front_of_it(int piece)
    {
        byte[] all = [.. Frames.SelectMany(frame => frame)];
        int[] ends = [0, .. Frames.Select((_, i) => Frames.Take(i + 1).Sum(frame => frame.Length))];
        foreach (var asked in new[] { 0, 1, 4, 130, 131, 400, 66_000, 140_000, all.Length })
        {
            var client = new Connection([]);
            await using var stream = new ForwardedStream(client, TimeSpan.Zero, TimeProvider.System);
            var passed = 0;
            while (passed < asked)
            {
                passed += await PassAsync(stream, all, passed, piece);
            }

            await stream.LeaveAsync(WebSocketCloseStatus.PolicyViolation, Reason, CancellationToken.None);
            while (passed < all.Length)
            {
                passed += await PassAsync(stream, all, passed, piece);
            }

            var got = client.Written.ToArray();
            Assert.Equal(Goodbye, got[^Goodbye.Length..]);
            Assert.Contains(got.Length - Goodbye.Length, ends);
            Assert.Equal(all.AsSpan(0, got.Length - Goodbye.Length), got.AsSpan(0, got.Length - Goodbye.Length));
            Assert.True(got.Length - Goodbye.Length >= asked, $"{asked} bytes had passed, and the client has {got.Length - Goodbye.Length}");
        }
    }

    [Fact]
    public async Task Of_the_client_end_with_its_own_goodbye()
    {
        byte[] message = [0x81, 0x82, 1, 2, 3, 4, 5, 6];
        byte[] farewell = [0x88, 0x80, 1, 2, 3, 4];
        var client = new Connection([.. message, .. message, .. farewell, .. message]);
        await using var stream = new ForwardedStream(client, TimeSpan.Zero, TimeProvider.System);
        var buffer = new byte[message.Length];
        Assert.Equal(message.Length, await stream.ReadAsync(buffer));
        Assert.Equal(message, buffer);
        await stream.LeaveAsync(WebSocketCloseStatus.PolicyViolation, new string('\u00E4', 200), CancellationToken.None);
        Assert.Equal(0, await stream.ReadAsync(buffer)); // The second message is for nobody any more.
        await stream.WriteAsync(message);
        Assert.Equal((0x88, 124, 126), (client.Written[0], client.Written[1], client.Written.Count)); // Its reason is cut at a whole letter.
    }

    [Fact]
    public async Task Have_a_ping_between_them_where_the_client_is_silent()
    {
        var client = new SilentConnection();
        await using var stream = new ForwardedStream(client, TimeSpan.Zero, TimeProvider.System);
        var buffer = new byte[10];
        var reading = stream.ReadAsync(buffer).AsTask();
        Assert.True(await stream.AskAsync(TimeSpan.Zero, CancellationToken.None));
        Assert.Equal(Ping, client.Written);

        // It answers, and is asked anew.
        client.Say([0x8A, 0x80, 1, 2, 3, 4]);
        Assert.Equal(6, await reading);
        reading = stream.ReadAsync(buffer).AsTask();
        Assert.True(await stream.AskAsync(TimeSpan.Zero, CancellationToken.None));
        Assert.Equal(Ping, client.Written);

        // In the middle of a frame nobody asks, but behind it.
        var frame = Frame(5);
        await stream.WriteAsync(frame.AsMemory(0, 4));
        Assert.True(await stream.AskAsync(TimeSpan.Zero, CancellationToken.None));
        await stream.WriteAsync(frame.AsMemory(4));
        Assert.Equal([.. Ping, .. frame, .. Ping], client.Written);
        Assert.False(await stream.AskAsync(TimeSpan.Zero, CancellationToken.None));
        client.Say([]);
        Assert.Equal(0, await reading);
    }

    [Fact]
    public async Task Have_none_while_the_Pulsar_takes_no_more_of_the_client()
    {
        var client = new SilentConnection();
        await using var stream = new ForwardedStream(client, TimeSpan.Zero, TimeProvider.System);
        for (var i = 0; i < 3; i++)
        {
            Assert.True(await stream.AskAsync(TimeSpan.Zero, CancellationToken.None)); // Nobody reads.
        }

        Assert.Empty(client.Written);
    }

    [Theory]
    [InlineData(1_000)] // All in one piece.
    [InlineData(8)]
    [InlineData(9)] // The header of the goodbye in two.
    [InlineData(3)]
    public async Task Of_a_consumer_go_through_before_its_goodbye_which_waits(int piece)
    {
        byte[] acknowledgement = [0x81, 0x82, 1, 2, 3, 4, 5, 6];
        byte[] farewell = [0x88, 0x82, 1, 2, 3, 4, 5, 6];
        byte[] all = [.. acknowledgement, .. farewell];
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddDays(1));
        await using var stream = new ForwardedStream(new Connection(all), TimeSpan.FromMilliseconds(150), time);
        var got = new List<byte>();
        var buffer = new byte[piece];
        while (got.Count < acknowledgement.Length)
        {
            got.AddRange(buffer[..await stream.ReadAsync(buffer)]);
        }

        Assert.Equal(all.Take(got.Count), got);
        Assert.True(got.Count < acknowledgement.Length + 6, "the goodbye's header is not whole");
        var rest = ReadAsync();
        time.Advance(TimeSpan.FromMilliseconds(149));
        Assert.False(rest.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(all, got.Concat(await rest));

        async Task<List<byte>> ReadAsync()
        {
            var read = new List<byte>();
            while (await stream.ReadAsync(Memory<byte>.Empty) == 0 && await stream.ReadAsync(buffer) is > 0 and var count)
            {
                read.AddRange(buffer[..count]);
            }

            return read;
        }
    }

    private static async Task<int> PassAsync(ForwardedStream stream, byte[] all, int from, int piece)
    {
        var length = Math.Min(piece, all.Length - from);
        await stream.WriteAsync(all.AsMemory(from, length));
        return length;
    }

    private static byte[] Frame(int payload)
    {
        var length = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(length, payload);
        return
        [
            0x81,
            .. payload < FrameHeader.TwoBytesOfLength ? [(byte)payload] : payload <= ushort.MaxValue ? [FrameHeader.TwoBytesOfLength, .. length[6..]] : (byte[])[FrameHeader.EightBytesOfLength, .. length],
            .. Enumerable.Repeat((byte)0x88, payload), // Looks like a goodbye, and is none.
        ];
    }

    /// <summary>What the client has sent, and what it gets.</summary>
    private sealed class Connection(byte[] sent) : MemoryStream(sent, writable: false)
    {
        public List<byte> Written { get; } = [];

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Written.AddRange(buffer.Span);
            return default;
        }
    }

    /// <summary>A client that says something when it is told to.</summary>
    private sealed class SilentConnection : MemoryStream
    {
        private readonly Channel<byte[]> _said = Channel.CreateUnbounded<byte[]>();

        public List<byte> Written { get; } = [];

        public void Say(byte[] bytes) => _said.Writer.TryWrite(bytes);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var bytes = await _said.Reader.ReadAsync(cancellationToken);
            bytes.CopyTo(buffer);
            return bytes.Length;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Written.AddRange(buffer.Span);
            return default;
        }
    }
}
