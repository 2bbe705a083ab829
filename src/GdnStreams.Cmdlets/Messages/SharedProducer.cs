using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>A producer that every Send-GdnMessage of a session to one stream shares. Each result reaches who sent the message, whoever takes it.</summary>
internal sealed class SharedProducer(Producer producer)
{
    private readonly object _taking = new();
    private int _watched;
    private volatile bool _isLate;

    public Producer Producer => producer;

    /// <summary>Whether a message waited in vain for a connection that is still lost.</summary>
    public bool IsGivenUp => _isLate && producer.State == ConnectionState.Reconnecting;

    /// <summary>Accepts a message; waits only for a place in the window.</summary>
    /// <exception cref="GdnException">It is not accepted: the message itself, no place in time, or the producer has ended.</exception>
    public ValueTask EnqueueAsync(OutgoingMessage message, PendingInput pending, CancellationToken cancellationToken) =>
        producer.EnqueueAsync(message, pending, cancellationToken);

    public Task FlushAsync(CancellationToken cancellationToken) => producer.FlushAsync(cancellationToken);

    /// <summary>Gives out the results that are there. After this every result of a message that a flush has awaited is given out, in order.</summary>
    public void TakeResults()
    {
        lock (_taking)
        {
            while (producer.TryTakeResult(out var result))
            {
                _isLate |= result.Error?.Code == GdnErrorCode.Timeout;
                ((PendingInput)result.State!).End(result);
            }
        }
    }

    /// <summary>Gives out the results of what was accepted before this call as soon as they come: somebody waits for them who does not send.</summary>
    public void Watch()
    {
        if (Interlocked.Increment(ref _watched) == 1)
        {
            _ = Task.Run(WatchAsync);
        }
    }

    public ValueTask DisposeAsync() => producer.DisposeAsync();

    /// <summary>Ends when nothing is waited for, at the latest with the send time-out or the producer.</summary>
    private async Task WatchAsync()
    {
        int seen;
        do
        {
            seen = Volatile.Read(ref _watched);
            try
            {
                await producer.FlushAsync().ConfigureAwait(false);
            }
            catch (GdnException)
            {
                // The producer has ended: every message of it has a result that says why.
            }

            TakeResults();
        }
        while (Interlocked.CompareExchange(ref _watched, 0, seen) != seen);
    }
}
