#if !NETSTANDARD2_0
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace GdnStreams.Protocol;

/// <summary>Text frames one behind the other, as they are on the wire (RFC 6455, 5.2): many leave in one write.</summary>
/// <param name="areFromClient">Whether they are masked, as a client's must be.</param>
internal sealed class TextFrames(bool areFromClient) : IDisposable
{
    /// <summary>Beyond this size it is time to send them.</summary>
    public const int Enough = 32 * 1024;

    private readonly PooledBuffer _buffer = new();

    // Random numbers of the strong kind, as masks must be, cost less by the dozen.
    private readonly byte[] _masks = areFromClient ? new byte[64 * FrameHeader.MaskBytes] : [];
    private int _masksUsed = int.MaxValue;

    /// <summary>The frames; valid until the next change.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.Written;

    public void Add(ReadOnlySpan<byte> text)
    {
        var target = _buffer.GetSpan(FrameHeader.MostBytes + text.Length);
        target[0] = FrameHeader.FinalText;
        var header = 2;
        if (text.Length < FrameHeader.TwoBytesOfLength)
        {
            target[1] = (byte)text.Length;
        }
        else if (text.Length <= ushort.MaxValue)
        {
            target[1] = FrameHeader.TwoBytesOfLength;
            BinaryPrimitives.WriteUInt16BigEndian(target[2..], (ushort)text.Length);
            header += sizeof(ushort);
        }
        else
        {
            target[1] = FrameHeader.EightBytesOfLength;
            BinaryPrimitives.WriteInt64BigEndian(target[2..], text.Length);
            header += sizeof(long);
        }

        var mask = 0u;
        if (areFromClient)
        {
            mask = NextMask();
            target[1] |= FrameHeader.Masked;
            MemoryMarshal.Write(target[header..], mask);
            header += FrameHeader.MaskBytes;
        }

        text.CopyTo(target[header..]);
        FrameHeader.Mask(target.Slice(header, text.Length), mask);
        _buffer.Advance(header + text.Length);
    }

    /// <summary>Removes them, and gives their memory back: the next may be long in coming.</summary>
    public void Clear() => _buffer.Release();

    public void Dispose() => _buffer.Dispose();

    private uint NextMask()
    {
        if (_masksUsed >= _masks.Length)
        {
            RandomNumberGenerator.Fill(_masks);
            _masksUsed = 0;
        }

        var mask = MemoryMarshal.Read<uint>(_masks.AsSpan(_masksUsed));
        _masksUsed += FrameHeader.MaskBytes;
        return mask;
    }
}
#endif
