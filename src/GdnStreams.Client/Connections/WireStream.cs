#if !NETSTANDARD2_0
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>
/// What lies under a WebSocket: lets its owner take messages that have arrived and write frames of his own, past the WebSocket and between two of its frames, which
/// it writes in one call each. Notes when the peer was last heard, and sends pings, which a .NET 8 WebSocket cannot.
/// </summary>
internal sealed class WireStream(Stream inner, TimeProvider time) : Stream
{
    // RFC 6455 5.5.2: final frame with the opcode of a ping, masked as a client must, no payload and so any mask.
    private static readonly byte[] Ping = [0x89, 0x80, 0, 0, 0, 0];
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly UpgradeAnswer _answer = new();
    private bool _isUpgraded;
    private long _lastHeard = time.GetTimestamp();

    /// <summary>What has arrived and was not read yet.</summary>
    public ArrivedFrames Arrived { get; } = new(inner, isFromClient: false);

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
        var read = _isUpgraded
            ? await Arrived.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)
            : await ReadAnswerAsync(buffer, cancellationToken).ConfigureAwait(false);
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
            await WriteNeedsLockAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Does nothing: every write leaves by itself.</summary>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Asks the peer for a sign of life. While a write is under way it asks nothing: a peer that is there ends it.</summary>
    public async ValueTask PingAsync(CancellationToken cancellationToken)
    {
        if (!await _writing.WaitAsync(0, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        try
        {
            await WriteNeedsLockAsync(Ping, cancellationToken).ConfigureAwait(false);
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

    /// <summary>The answer to the handshake is read through here, too. Frames may have come with it, which whoever reads it does not get.</summary>
    private async ValueTask<int> ReadAnswerAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (!_answer.TryFindEnd(buffer.Span[..read], out var end))
        {
            return read;
        }

        Arrived.Begin(buffer.Span[end..read]);
        _isUpgraded = true;
        return end;
    }

    private async ValueTask WriteNeedsLockAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        await inner.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        await inner.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
#endif
