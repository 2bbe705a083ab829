#if !NETSTANDARD2_0
using System.Buffers;

namespace GdnStreams.Client;

/// <summary>
/// What lies under a WebSocket: gathers small frames so that many leave in one write, notes when the peer was last heard, and puts a
/// ping between two frames, which a .NET 8 WebSocket cannot send. A WebSocket writes each frame in one call.
/// </summary>
internal sealed class WireStream(Stream inner, TimeProvider time) : Stream
{
    private const int Capacity = 32 * 1024;

    // RFC 6455 5.5.2: final frame with the opcode of a ping, masked as a client must, no payload and so any mask.
    private static readonly byte[] Ping = [0x89, 0x80, 0, 0, 0, 0];
    private readonly SemaphoreSlim _writing = new(1, 1);
    private byte[] _held = [];
    private int _length;
    private long _lastHeard = time.GetTimestamp();

    /// <summary>While set, frames wait for <see cref="FlushHeldAsync"/> or a full buffer.</summary>
    public bool HoldsBack { get; set; }

    /// <summary>Timestamp of the last bytes from the peer.</summary>
    public long LastHeard => Volatile.Read(ref _lastHeard);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref _lastHeard, time.GetTimestamp());
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_length + buffer.Length > Capacity || (!HoldsBack && _length == 0))
            {
                await WriteHeldNeedsLockAsync(cancellationToken).ConfigureAwait(false);
                await inner.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
                await inner.FlushAsync(cancellationToken).ConfigureAwait(false);
                return;
            }

            HoldNeedsLock(buffer.Span);
            if (!HoldsBack)
            {
                await WriteHeldNeedsLockAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Every write that is not held back leaves by itself.</summary>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Sends what was held back.</summary>
    public async ValueTask FlushHeldAsync(CancellationToken cancellationToken)
    {
        HoldsBack = false;
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await WriteHeldNeedsLockAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Asks the peer for a sign of life. While a write is under way it asks nothing: a peer that is there ends it.</summary>
    public async ValueTask PingAsync(CancellationToken cancellationToken)
    {
        if (!await _writing.WaitAsync(0, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        try
        {
            HoldNeedsLock(Ping);
            await WriteHeldNeedsLockAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

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

    private void HoldNeedsLock(ReadOnlySpan<byte> bytes)
    {
        if (_held.Length == 0)
        {
            _held = ArrayPool<byte>.Shared.Rent(Capacity + Ping.Length);
        }

        bytes.CopyTo(_held.AsSpan(_length));
        _length += bytes.Length;
    }

    private async ValueTask WriteHeldNeedsLockAsync(CancellationToken cancellationToken)
    {
        if (_length == 0)
        {
            return;
        }

        // A failed write breaks the connection: its bytes are not written again and the array is not reused.
        var (held, length) = (_held, _length);
        (_held, _length) = ([], 0);
        await inner.WriteAsync(held.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
        await inner.FlushAsync(cancellationToken).ConfigureAwait(false);
        ArrayPool<byte>.Shared.Return(held);
    }
}
#endif
