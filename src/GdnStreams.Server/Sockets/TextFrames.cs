using System.Buffers.Binary;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Sockets;

/// <summary>A server's text frames one behind the other, as they are on the wire (RFC 6455, 5.2): many leave in one write.</summary>
internal sealed class TextFrames : IDisposable
{
    /// <summary>Beyond this size it is time to send them.</summary>
    public const int Enough = 32 * 1024;

    /// <summary>The last frame of its message, text.</summary>
    private const byte FinalText = 0x81;

    private const byte TwoBytesOfLength = 126;
    private const byte EightBytesOfLength = 127;
    private const int LongestHeader = 10;
    private readonly PooledBuffer _buffer = new();

    /// <summary>The frames; valid until the next change.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.Written;

    public void Add(ReadOnlySpan<byte> text)
    {
        var target = _buffer.GetSpan(LongestHeader + text.Length);
        target[0] = FinalText;
        var header = 2;
        if (text.Length < TwoBytesOfLength)
        {
            target[1] = (byte)text.Length;
        }
        else if (text.Length <= ushort.MaxValue)
        {
            target[1] = TwoBytesOfLength;
            BinaryPrimitives.WriteUInt16BigEndian(target[2..], (ushort)text.Length);
            header += sizeof(ushort);
        }
        else
        {
            target[1] = EightBytesOfLength;
            BinaryPrimitives.WriteInt64BigEndian(target[2..], text.Length);
            header += sizeof(long);
        }

        text.CopyTo(target[header..]);
        _buffer.Advance(header + text.Length);
    }

    public void Clear() => _buffer.Clear();

    public void Dispose() => _buffer.Dispose();
}
