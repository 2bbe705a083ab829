using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace GdnStreams.Engine;

/// <summary>
/// Messages sent to a consumer that it did not take yet. Bounded in bytes, for itself and for all consumers together: one that does not take
/// its messages gets no more until there is room again, which rings. One message is always allowed.
/// </summary>
internal sealed class Outbox(long maxBytes, MemoryBudget budget, Action ring) : ChannelReader<Delivery>
{
    private readonly Lock _taking = new();

    // Not "single reader": a negative acknowledgement takes back what the consumer may be reading just now.
    private readonly Channel<Delivery> _channel = Channel.CreateUnbounded<Delivery>();
    private long _bytes;
    private int _isAwaited;

    public override Task Completion => _channel.Reader.Completion;

    public override bool CanCount => true;

    public override bool CanPeek => true;

    public override int Count => _channel.Reader.Count;

    /// <summary>Whether more may be sent. If not, it rings when there is room.</summary>
    public bool HasRoom()
    {
        if (HasRoomNow())
        {
            return true;
        }

        Interlocked.Exchange(ref _isAwaited, 1);
        return HasRoomNow(); // It may have been emptied just before the wait was recorded.
    }

    public void Write(Delivery delivery)
    {
        var size = Size(delivery);
        Interlocked.Add(ref _bytes, size);
        budget.Take(size);
        if (!_channel.Writer.TryWrite(delivery))
        {
            Release(size); // It has ended: nobody will take it.
        }
    }

    /// <summary>Nothing more is sent; what is there can still be taken.</summary>
    public void Complete(Exception? failure = null) => _channel.Writer.TryComplete(failure);

    /// <summary>Takes everything back, as a whole: a consumer that reads meanwhile gets no message behind one that was taken back.</summary>
    public void Clear()
    {
        lock (_taking)
        {
            while (_channel.Reader.TryRead(out var delivery))
            {
                Release(Size(delivery));
            }
        }
    }

    public override bool TryRead([MaybeNullWhen(false)] out Delivery item)
    {
        lock (_taking)
        {
            if (!_channel.Reader.TryRead(out item))
            {
                return false;
            }
        }

        if (Release(Size(item)) <= maxBytes / 2 && Volatile.Read(ref _isAwaited) == 1 && Interlocked.Exchange(ref _isAwaited, 0) == 1)
        {
            ring();
        }

        return true;
    }

    public override bool TryPeek([MaybeNullWhen(false)] out Delivery item)
    {
        lock (_taking)
        {
            return _channel.Reader.TryPeek(out item);
        }
    }

    public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) => _channel.Reader.WaitToReadAsync(cancellationToken);

    private bool HasRoomNow() => Interlocked.Read(ref _bytes) is var bytes && (bytes == 0 || (bytes < maxBytes && budget.HasRoom(ring)));

    private long Release(long size)
    {
        budget.Give(size);
        return Interlocked.Add(ref _bytes, -size);
    }

    private static long Size(Delivery delivery) => delivery.Message.Size;
}
