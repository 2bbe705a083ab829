using GdnStreams.Protocol;

namespace GdnStreams.Server.Backends.Pulsar;

/// <summary>Follows where frames begin and end in the bytes that pass one way, and reads nothing else of them.</summary>
internal sealed class PassingFrames
{
    private const byte Goodbye = 0x88;
    private readonly byte[] _begun = new byte[FrameHeader.MostBytes];
    private int _begunBytes;
    private long _left;

    /// <summary>Whether the last frame that passed is whole.</summary>
    public bool IsBetween => _begunBytes == 0 && _left == 0;

    /// <summary>Whether the peer has said goodbye.</summary>
    public bool HasGoodbye { get; private set; }

    /// <summary>Whether a frame was over Pulsar's usual limit.</summary>
    public bool HasHuge { get; private set; }

    /// <summary>Takes note of what passes.</summary>
    /// <returns>How much of it lies in front of the peer's goodbye: all, where that does not begin in it.</returns>
    public int Pass(ReadOnlySpan<byte> bytes)
    {
        var (length, inFront) = (bytes.Length, bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (_left > 0)
            {
                var passed = (int)Math.Min(_left, bytes.Length);
                _left -= passed;
                bytes = bytes[passed..];
            }
            else if (_begunBytes == 0 && FrameHeader.TryRead(bytes, out var header))
            {
                Begin(header);
                inFront = header.First == Goodbye ? Math.Min(inFront, length - bytes.Length) : inFront;
                bytes = bytes[header.Bytes..];
            }
            else
            {
                // A header that comes in pieces.
                _begun[_begunBytes++] = bytes[0];
                bytes = bytes[1..];
                if (FrameHeader.TryRead(_begun.AsSpan(0, _begunBytes), out header))
                {
                    _begunBytes = 0;
                    Begin(header);
                    inFront = header.First == Goodbye ? 0 : inFront;
                }
            }
        }

        return inFront;
    }

    private void Begin(FrameHeader header)
    {
        _left = header.Payload >= 0 ? header.Payload : long.MaxValue; // No such frame exists: whoever gets it ends the socket.
        HasGoodbye |= header.First == Goodbye;
        HasHuge |= _left > ProtocolLimits.MaxFrameBytes;
    }
}
