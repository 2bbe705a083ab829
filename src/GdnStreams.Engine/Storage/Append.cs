using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>
/// Messages of one sender on their way into a store, in order. The store's one writer calls it, in the order of the writes: usually for all of
/// them at once, and for parts of them where they cannot be written together.
/// </summary>
/// <param name="end">The stream; numbers the messages.</param>
/// <param name="chain">The messages of the producer before and after these; null where a single one comes alone.</param>
/// <param name="messages">The messages.</param>
public abstract class Append(StreamEnd end, AppendChain? chain, IReadOnlyList<StoredMessage> messages)
{
    private readonly AppendChain? _chain = chain;

    /// <summary>For a store that wraps another one: an append with the same stream, producer and messages.</summary>
    protected Append(Append other)
        : this(other.End, other._chain, other.Messages) => (ProducerName, FirstSequenceId) = (other.ProducerName, other.FirstSequenceId);

    /// <summary>The stream.</summary>
    public long StreamId => End.StreamId;

    private StreamEnd End => end;

    /// <summary>The messages; each is numbered once <see cref="Begin"/> was called for it.</summary>
    public IReadOnlyList<StoredMessage> Messages => messages;

    /// <summary>Name of the producer, for deduplication; null for none.</summary>
    public string? ProducerName { get; protected init; }

    /// <summary>The producer's sequence id of the first message; the others follow it.</summary>
    public long FirstSequenceId { get; protected init; }

    /// <summary>Called when messages are about to be written: gives them their numbers.</summary>
    /// <param name="first">Index of the first of them.</param>
    /// <param name="count">How many.</param>
    /// <exception cref="GdnException">They must not be written: the stream was deleted or terminated, or an earlier message of their producer failed.</exception>
    public void Begin(int first, int count)
    {
        if (End.IsDeleted)
        {
            throw new GdnException(GdnErrorCode.StreamNotFound, "The stream was deleted.");
        }

        if (End.IsTerminated)
        {
            throw new GdnException(GdnErrorCode.StreamTerminated, "The stream is terminated: it can be read, not written.");
        }

        if (_chain?.Failure is { } earlier)
        {
            throw new GdnException(earlier.Code, $"Not stored, because an earlier message of this producer was not: {earlier.Message}", earlier);
        }

        for (var i = first; i < first + count; i++)
        {
            messages[i].EntryId = End.Next++;
        }
    }

    /// <summary>The write was rolled back: the numbers from that of a message on are free again. Several writes are undone last to first.</summary>
    public void Undo(int first) => End.Next = messages[first].EntryId;

    /// <summary>Messages are on disk, or (with a failure) never will be; called once for each, in order. Must be quick: the writer waits for it.</summary>
    public void Settle(int first, int count, GdnException? failure)
    {
        if (failure is not null)
        {
            _chain?.Break(failure);
        }

        OnSettled(first, count, failure);
    }

    /// <summary>What the sender does with the result.</summary>
    protected abstract void OnSettled(int first, int count, GdnException? failure);
}
