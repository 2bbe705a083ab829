using System.Buffers;

namespace GdnStreams.Server.Sockets;

/// <summary>
/// While <see cref="HoldsBack"/> is set, writes gather in a buffer and leave together with the next one after it: many small frames
/// cost the system as much as one. A WebSocket writes one frame at a time, so that there is never a second writer.
/// </summary>
internal sealed class CoalescingStream(Stream inner) : Stream
{
    private const int Capacity = 32 * 1024;
    private const int Slice = 64 * 1024;
    private byte[] _buffer = [];
    private int _length;

    /// <summary>Whether writes may wait because another follows at once. That one clears this first.</summary>
    public bool HoldsBack { get; set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => inner.ReadAsync(buffer, offset, count, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_length + buffer.Length > Capacity || (!HoldsBack && _length == 0))
        {
            return WriteThroughAsync(buffer, cancellationToken);
        }

        if (_buffer.Length == 0)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(Capacity);
        }

        buffer.Span.CopyTo(_buffer.AsSpan(_length));
        _length += buffer.Length;
        return HoldsBack ? default : WriteThroughAsync(default, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Does nothing: every write that is not held back is sent at once.</summary>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }

    private async ValueTask WriteThroughAsync(ReadOnlyMemory<byte> last, CancellationToken cancellationToken)
    {
        if (_length > 0)
        {
            await inner.WriteAsync(_buffer.AsMemory(0, _length), cancellationToken);
            ArrayPool<byte>.Shared.Return(_buffer);
            (_buffer, _length) = ([], 0);
        }

        // In slices: otherwise the whole of a large frame would be copied, even for a peer that does not read.
        while (last.Length > 0)
        {
            var slice = last[..Math.Min(Slice, last.Length)];
            await inner.WriteAsync(slice, cancellationToken);
            last = last[slice.Length..];
        }

        await inner.FlushAsync(cancellationToken);
    }
}
