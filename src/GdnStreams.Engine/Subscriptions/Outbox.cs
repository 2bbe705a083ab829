using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace GdnStreams.Engine;

/// <summary>What a consumer is sent and did not take yet. Bounded in bytes: who does not take it is not sent more, and rings when there is room again.</summary>
internal sealed class Outbox(long maxBytes, Action ring) : ChannelReader<Delivery>
{
    // Not "single reader": a negative acknowledgement takes back what the consumer may be reading just now.
    private readonly Channel<Delivery> _channel = Channel.CreateUnbounded<Delivery>();
    private long _bytes;
    private int _isAwaited;

    public override Task Completion => _channel.Reader.Completion;

    public override bool CanCount => true;

    public override int Count => _channel.Reader.Count;

    /// <summary>Whether more may be sent; where not, it will ring.</summary>
    public bool HasRoom()
    {
        if (Interlocked.Read(ref _bytes) < maxBytes)
        {
            return true;
        }

        Interlocked.Exchange(ref _isAwaited, 1);
        return Interlocked.Read(ref _bytes) < maxBytes; // It may have been emptied just before it was known that somebody waits.
    }

    public void Write(Delivery delivery)
    {
        Interlocked.Add(ref _bytes, Size(delivery));
        _channel.Writer.TryWrite(delivery);
    }

    public void Complete(Exception? failure = null) => _channel.Writer.TryComplete(failure);

    /// <summary>Takes everything back.</summary>
    public void Clear()
    {
        while (_channel.Reader.TryRead(out var delivery))
        {
            Interlocked.Add(ref _bytes, -Size(delivery));
        }
    }

    public override bool TryRead([MaybeNullWhen(false)] out Delivery item)
    {
        if (!_channel.Reader.TryRead(out item))
        {
            return false;
        }

        if (Interlocked.Add(ref _bytes, -Size(item)) <= maxBytes / 2 && Volatile.Read(ref _isAwaited) == 1 && Interlocked.Exchange(ref _isAwaited, 0) == 1)
        {
            ring();
        }

        return true;
    }

    public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) => _channel.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>Payload and what surrounds it.</summary>
    private static long Size(Delivery delivery) => delivery.Message.Payload.Length + 256;
}
