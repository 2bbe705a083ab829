using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace GdnStreams.Client;

/// <summary>The messages that have arrived and are not taken yet, bounded by count and bytes: who writes waits for room.</summary>
internal sealed class ReceiveBuffer(int maxMessages, long maxBytes)
{
    private readonly Channel<ReceivedMessage> _messages = Channel.CreateUnbounded<ReceivedMessage>(new UnboundedChannelOptions { SingleWriter = true });
    private readonly Channel<bool> _room = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly object _taking = new();
    private bool _isClosed;
    private long _bytes;
    private int _count;
    private int _lifted;

    public bool IsEnded => _messages.Reader.Completion.IsCompleted;

    public int Count => Volatile.Read(ref _count);

    public async ValueTask WriteAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        while (!HasRoom(message.Payload.Length))
        {
            await _room.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }

        Interlocked.Add(ref _bytes, message.Payload.Length);
        Interlocked.Increment(ref _count);
        _messages.Writer.TryWrite(message);
    }

    /// <summary>Until it is disposed of, whatever comes is taken: somebody waits for an answer that comes behind it.</summary>
    public IDisposable LiftBounds()
    {
        Interlocked.Increment(ref _lifted);
        _room.Writer.TryWrite(true);
        return new Lift(this);
    }

    public bool TryTake([NotNullWhen(true)] out ReceivedMessage? message)
    {
        lock (_taking)
        {
            message = null;
            return !_isClosed && TryTakeNeedsLock(out message);
        }
    }

    /// <summary>Waits until there is something to take; false where nothing will come any more.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _messages.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>Drops everything, as a whole: who takes meanwhile gets no message behind one that was dropped.</summary>
    public void Clear()
    {
        lock (_taking)
        {
            while (TryTakeNeedsLock(out _))
            {
            }
        }
    }

    /// <summary>Drops everything, and gives nothing any more.</summary>
    public void Close()
    {
        lock (_taking)
        {
            _isClosed = true;
        }

        Clear();
    }

    /// <summary>Nothing comes any more; what has arrived can still be taken. With a reason, waiting then throws it.</summary>
    public void End(Exception? reason) => _messages.Writer.TryComplete(reason);

    private bool TryTakeNeedsLock([NotNullWhen(true)] out ReceivedMessage? message)
    {
        if (!_messages.Reader.TryRead(out message))
        {
            return false;
        }

        Interlocked.Add(ref _bytes, -message.Payload.Length);
        Interlocked.Decrement(ref _count);
        _room.Writer.TryWrite(true);
        return true;
    }

    // A message larger than the whole buffer is taken when the buffer is empty.
    private bool HasRoom(int size) =>
        Volatile.Read(ref _count) is var count && (count == 0 || Volatile.Read(ref _lifted) > 0 || (count < maxMessages && Interlocked.Read(ref _bytes) + size <= maxBytes));

    private sealed class Lift(ReceiveBuffer buffer) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref buffer._lifted);
    }
}
