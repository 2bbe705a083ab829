#if !NETSTANDARD2_0
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace GdnStreams.Protocol;

/// <summary>How a WebSocket frame begins (RFC 6455, 5.2).</summary>
/// <param name="First">Its first byte: whether it ends its message, and its kind.</param>
/// <param name="Bytes">Length of the header.</param>
/// <param name="Payload">Length of what follows it.</param>
/// <param name="IsMasked">Whether a mask ends the header, as in every client's frame.</param>
internal readonly record struct FrameHeader(byte First, int Bytes, long Payload, bool IsMasked)
{
    /// <summary>First byte of the last frame of a message that is text.</summary>
    public const byte FinalText = 0x81;

    /// <summary>In place of a length: it follows, in two bytes.</summary>
    public const byte TwoBytesOfLength = 126;

    /// <summary>In place of a length: it follows, in eight bytes.</summary>
    public const byte EightBytesOfLength = 127;

    /// <summary>The mask's length.</summary>
    public const int MaskBytes = 4;

    /// <summary>No header is longer.</summary>
    public const int MostBytes = 2 + sizeof(long) + MaskBytes;

    private const byte Final = 0x80;
    private const byte Kind = 0x0F;
    private const byte FirstControlKind = 0x08;
    /// <summary>Set in the second byte where a mask follows.</summary>
    public const byte Masked = 0x80;

    /// <summary>Whether it is a part of a message; the others are pings, pongs and goodbyes.</summary>
    public bool IsData => (First & Kind) < FirstControlKind;

    /// <summary>Whether no part of its message follows.</summary>
    public bool IsFinal => (First & Final) != 0;

    /// <summary>Masks or unmasks a payload, which is the same. A mask of 0 changes nothing.</summary>
    public static void Mask(Span<byte> payload, uint mask)
    {
        if (mask == 0)
        {
            return;
        }

        var eight = ((ulong)mask << 32) | mask;
        foreach (ref var part in MemoryMarshal.Cast<byte, ulong>(payload))
        {
            part ^= eight;
        }

        // The mask's bytes as they are on the wire, whatever this machine's order.
        Span<byte> four = stackalloc byte[MaskBytes];
        MemoryMarshal.Write(four, mask);
        for (var i = payload.Length & ~(sizeof(ulong) - 1); i < payload.Length; i++)
        {
            payload[i] ^= four[i % MaskBytes];
        }
    }

    /// <summary>Reads a header; false where the bytes end before it does.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out FrameHeader header)
    {
        header = default;
        if (bytes.Length < 2)
        {
            return false;
        }

        var isMasked = (bytes[1] & Masked) != 0;
        var length = bytes[1] & ~Masked;
        var more = length switch
        {
            TwoBytesOfLength => sizeof(ushort),
            EightBytesOfLength => sizeof(long),
            _ => 0,
        };
        var size = 2 + more + (isMasked ? MaskBytes : 0);
        if (bytes.Length < size)
        {
            return false;
        }

        var payload = more switch
        {
            sizeof(ushort) => BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
            sizeof(long) => BinaryPrimitives.ReadInt64BigEndian(bytes[2..]),
            _ => length,
        };
        header = new FrameHeader(bytes[0], size, payload, isMasked);
        return true;
    }
}
#endif
