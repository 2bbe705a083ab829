using System.Buffers;

namespace GdnStreams.Server.Sockets;

/// <summary>
/// Lies under a WebSocket, which reads and writes in small pieces. Reads take what has arrived at once, and give it out in pieces. While
/// <see cref="HoldsBack"/> is set, writes gather and leave together with the next one after it: many small frames cost the system as much as one. A WebSocket
/// writes a frame in one call, so that others' frames may be written between its own.
/// </summary>
internal sealed class CoalescingStream(Stream inner) : Stream
{
    private const int Capacity = 32 * 1024;
    private const int Slice = 64 * 1024;
    private readonly SemaphoreSlim _writing = new(1);
    private byte[] _arrived = [];
    private int _at;
    private int _end;
    private byte[] _held = [];
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

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _at < _end ? ValueTask.FromResult(Take(buffer)) : ReadMoreAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (_length + buffer.Length > Capacity || !HoldsBack)
            {
                await WriteThroughAsync(buffer, cancellationToken);
                return;
            }

            if (_held.Length == 0)
            {
                _held = ArrayPool<byte>.Shared.Rent(Capacity);
            }

            buffer.Span.CopyTo(_held.AsSpan(_length));
            _length += buffer.Length;
        }
        finally
        {
            _writing.Release();
        }
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

    /// <summary>Gives out some of what has arrived; the memory of all of it goes back once nothing is left.</summary>
    private int Take(Memory<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _end - _at);
        _arrived.AsSpan(_at, count).CopyTo(buffer.Span);
        _at += count;
        if (_at == _end)
        {
            ArrayPool<byte>.Shared.Return(_arrived);
            _arrived = [];
        }

        return count;
    }

    private async ValueTask<int> ReadMoreAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (buffer.Length >= Capacity)
        {
            return await inner.ReadAsync(buffer, cancellationToken); // The rest of a large frame goes where it belongs.
        }

        // A read of nothing completes when there is something: a silent socket has no buffer.
        _ = await inner.ReadAsync(Memory<byte>.Empty, cancellationToken);
        var arrived = ArrayPool<byte>.Shared.Rent(Capacity);
        try
        {
            (_at, _end) = (0, await inner.ReadAsync(arrived, cancellationToken));
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(arrived);
            throw;
        }

        _arrived = arrived;
        return Take(buffer);
    }

    private async ValueTask WriteThroughAsync(ReadOnlyMemory<byte> last, CancellationToken cancellationToken)
    {
        if (_length > 0 && _length + last.Length <= _held.Length)
        {
            last.Span.CopyTo(_held.AsSpan(_length));
            _length += last.Length;
            last = default;
        }

        if (_length > 0)
        {
            await inner.WriteAsync(_held.AsMemory(0, _length), cancellationToken);
            ArrayPool<byte>.Shared.Return(_held);
            (_held, _length) = ([], 0);
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
