using GdnStreams.Protocol;

namespace GdnStreams.Server.Sockets;

/// <summary>
/// Lies under a WebSocket, and lets its owner pass by it: whole messages are taken from what has arrived (<see cref="Arrived"/>), and frames of one's own may
/// be written between those of the WebSocket, which writes each in one call.
/// </summary>
internal sealed class FrameStream(Stream inner) : Stream
{
    private const int Slice = 64 * 1024;
    private readonly SemaphoreSlim _writing = new(1);

    /// <summary>What has arrived and was not read yet.</summary>
    public ArrivedFrames Arrived { get; } = new(inner, isFromClient: true);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => Arrived.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            // In slices: otherwise the whole of a large frame would be copied, even for a peer that does not read.
            while (buffer.Length > 0)
            {
                var slice = buffer[..Math.Min(Slice, buffer.Length)];
                await inner.WriteAsync(slice, cancellationToken);
                buffer = buffer[slice.Length..];
            }

            await inner.FlushAsync(cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Does nothing: every write is sent at once.</summary>
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
}
