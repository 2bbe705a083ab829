#if !NETSTANDARD2_0
using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace GdnStreams.Protocol;

/// <summary>
/// What has arrived at a socket. A message that lies here whole, in one frame, is taken from here (<see cref="TryTake"/>). Everything else goes
/// through the WebSocket, which never gets a byte beyond the frame that it reads, so that the next one begins here. (Except that a server's asks for six bytes at
/// once: behind a shorter frame, which has no mask, it gets some of the next, and refuses both.)
/// </summary>
/// <param name="inner">The connection.</param>
/// <param name="isFromClient">Whether the peer is a client, whose frames are masked.</param>
internal sealed class ArrivedFrames(Stream inner, bool isFromClient)
{
    private const int Capacity = 64 * 1024;

    /// <summary>Who has room for this much reads the rest of a large frame to where it belongs.</summary>
    private const int Large = 32 * 1024;

    private byte[] _buffer = [];
    private int _at;
    private int _end;
    private long _left;
    private bool _hasBegunMessage;
    private int _readers;

    private Span<byte> Here => _buffer.AsSpan(_at, _end - _at);

    /// <summary>Before anything is read: what was read already.</summary>
    public void Begin(ReadOnlySpan<byte> bytes)
    {
        _buffer = ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(_buffer);
        _end = bytes.Length;
    }

    /// <summary>
    /// Takes a text message that lies here whole; false where the WebSocket is to read, because there is none or something else comes first. To be called only
    /// between two messages of the WebSocket: it may still hold a part of one that it has begun to give out.
    /// </summary>
    /// <param name="text">The message, in place: valid until anything is taken or read again.</param>
    public bool TryTake(out ReadOnlyMemory<byte> text)
    {
        text = default;
        if (_left > 0 || _hasBegunMessage || !FrameHeader.TryRead(Here, out var header) || header.First != FrameHeader.FinalText || header.IsMasked != isFromClient
            || header.Payload < 0 || header.Payload > Here.Length - header.Bytes)
        {
            return false;
        }

        var payload = Here.Slice(header.Bytes, (int)header.Payload);
        var mask = isFromClient ? MemoryMarshal.Read<uint>(Here[(header.Bytes - FrameHeader.MaskBytes)..]) : 0;
        FrameHeader.Mask(payload, mask);
        if (!Utf8.IsValid(payload))
        {
            FrameHeader.Mask(payload, mask); // As it came, for the WebSocket, which tells the peer what is wrong with it.
            return false;
        }

        text = _buffer.AsMemory(_at + header.Bytes, payload.Length);
        _at += header.Bytes + payload.Length;
        return true;
    }

    /// <summary>
    /// The WebSocket's read. One of nothing completes when there is something. One while another is under way gets nothing: at the end, both loops of a
    /// client's WebSocket may wait for the server to hang up, and two who read here would share an array.
    /// </summary>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _readers, 1) != 0)
        {
            return new ValueTask<int>(0);
        }

        var count = buffer.IsEmpty ? 0 : TryGive(buffer.Span);
        if (count == 0 && (!buffer.IsEmpty || Here.IsEmpty))
        {
            return ReadMoreAsync(buffer, cancellationToken);
        }

        Volatile.Write(ref _readers, 0);
        return new ValueTask<int>(count);
    }

    private async ValueTask<int> ReadMoreAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            if (buffer.IsEmpty)
            {
                return await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            }

            while (true)
            {
                KeepLittle();
                if (_left > 0 && buffer.Length >= Large)
                {
                    var read = await inner.ReadAsync(buffer[..(int)Math.Min(_left, buffer.Length)], cancellationToken).ConfigureAwait(false);
                    _left -= read;
                    return read;
                }

                if (!await ReadHereAsync(cancellationToken).ConfigureAwait(false))
                {
                    _left = Math.Max(_left, Here.Length); // It ends within a header: who reads sees that.
                    return TryGive(buffer.Span);
                }

                if (TryGive(buffer.Span) is > 0 and var count)
                {
                    return count;
                }
            }
        }
        finally
        {
            Volatile.Write(ref _readers, 0);
        }
    }

    /// <summary>Moves the begun header that may lie here into a small array, and gives the large one back: a socket that is silent needs none.</summary>
    private void KeepLittle()
    {
        var little = Here.IsEmpty ? [] : ArrayPool<byte>.Shared.Rent(FrameHeader.MostBytes);
        Here.CopyTo(little);
        ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _at, _end) = (little, 0, _end - _at);
    }

    /// <summary>Reads what has arrived, behind the begun header that may lie here; false at the end.</summary>
    private async ValueTask<bool> ReadHereAsync(CancellationToken cancellationToken)
    {
        _ = await inner.ReadAsync(Memory<byte>.Empty, cancellationToken).ConfigureAwait(false); // Completes when there is something.
        var larger = ArrayPool<byte>.Shared.Rent(Capacity);
        Here.CopyTo(larger);
        var read = await inner.ReadAsync(larger.AsMemory(Here.Length), cancellationToken).ConfigureAwait(false); // Who breaks it off may still be written to: then the array is lost.
        ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _at, _end) = (larger, 0, _end - _at + read);
        return read > 0;
    }

    /// <summary>Gives out more of the frame that the WebSocket reads, or begins the next one; 0 where that has to arrive first.</summary>
    private int TryGive(Span<byte> buffer)
    {
        if (_left == 0 && FrameHeader.TryRead(Here, out var header))
        {
            _left = header.Payload is >= 0 and < int.MaxValue ? header.Bytes + header.Payload : long.MaxValue; // The WebSocket refuses it, or gets the rest as it comes.
            _hasBegunMessage = header.IsData ? !header.IsFinal : _hasBegunMessage;
        }

        var count = (int)Math.Min(_left, Math.Min(buffer.Length, Here.Length));
        Here[..count].CopyTo(buffer);
        _left -= count;
        _at += count;
        return count;
    }
}
#endif
