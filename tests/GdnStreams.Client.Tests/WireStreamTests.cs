#if NET
using System.Text;

namespace GdnStreams.Client.Tests;

/// <summary>Where the answer to the handshake ends and frames begin, in whatever pieces both arrive.</summary>
public sealed class WireStreamTests
{
    private const string Answer = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nX: \r\r\n\r\n";

    [Fact]
    public async Task Frames_that_come_with_the_answer_are_taken_behind_it()
    {
        byte[] sent = [.. Encoding.ASCII.GetBytes(Answer), 0x81, 3, .. "one"u8, 0x81, 5, .. "three"u8];
        for (var piece = 1; piece <= sent.Length; piece++)
        {
            await using var wire = new WireStream(new Pieces(sent, piece), TimeProvider.System);
            var answer = "";
            while (answer.Length < Answer.Length)
            {
                answer += Encoding.ASCII.GetString(await ReadAsync(wire));
            }

            Assert.Equal(Answer, answer);
            List<string> messages = [];
            while (messages.Count < 2)
            {
                messages.Add(wire.Arrived.TryTake(out var whole) ? Encoding.ASCII.GetString(whole.Span) : await ReadFrameAsync(wire));
            }

            Assert.Equal(["one", "three"], messages);
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 401 Unauthorized\r\nContent-Length: 4\r\n\r\n\u0001\u007fxy")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n")]
    public async Task Another_answer_is_read_as_it_is(string text)
    {
        var sent = Encoding.ASCII.GetBytes(text);
        for (var piece = 1; piece <= sent.Length; piece++)
        {
            await using var wire = new WireStream(new Pieces(sent, piece), TimeProvider.System);
            using var all = new MemoryStream();
            while (await ReadAsync(wire) is { Length: > 0 } read)
            {
                all.Write(read);
            }

            Assert.Equal(sent, all.ToArray());
        }
    }

    private static async Task<byte[]> ReadAsync(WireStream wire)
    {
        var buffer = new byte[1_000];
        return buffer[..await wire.ReadAsync(buffer)];
    }

    private static async Task<string> ReadFrameAsync(WireStream wire)
    {
        List<byte> frame = [];
        while (frame.Count < 2 || frame.Count < 2 + frame[1])
        {
            frame.AddRange(await ReadAsync(wire));
        }

        return Encoding.ASCII.GetString([.. frame.Skip(2)]);
    }

    /// <summary>A connection on which bytes arrive in pieces of one size.</summary>
    private sealed class Pieces(byte[] bytes, int size) : MemoryStream(bytes, writable: false)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }
}
#endif
