#if !NETSTANDARD2_0
using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace GdnStreams.Protocol;

/// <summary>
/// What has arrived at a socket. A message that lies here whole, in one frame, is taken from here (<see cref="TryTake"/>). Everything else goes
/// through the WebSocket, which never gets a byte beyond the frame that it reads, so that the next one begins here.
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

    private Span<byte> Here => _buffer.AsSpan(_at, _end - _at);

    /// <summary>Before anything is read: what was read already.</summary>
    public void Begin(ReadOnlySpan<byte> bytes)
    {
        _buffer = ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(_buffer);
        _end = bytes.Length;
    }

    /// <summary>Takes a text message that lies here whole; false where the WebSocket is to read, because there is none or something else comes first.</summary>
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
            FrameHeader.Mask(payload, mask); // As it came: the WebSocket refuses it.
            return false;
        }

        text = _buffer.AsMemory(_at + header.Bytes, payload.Length);
        _at += header.Bytes + payload.Length;
        return true;
    }

    /// <summary>The WebSocket's read. One of nothing completes when there is something.</summary>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        buffer.IsEmpty ? (Here.IsEmpty ? inner.ReadAsync(buffer, cancellationToken) : default)
        : TryGive(buffer.Span) is > 0 and var count ? ValueTask.FromResult(count)
        : ReadMoreAsync(buffer, cancellationToken);

    private async ValueTask<int> ReadMoreAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
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
            _left = header.Payload is >= 0 and < int.MaxValue ? header.Bytes + header.Payload : long.MaxValue; // The WebSocket refuses it.
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
