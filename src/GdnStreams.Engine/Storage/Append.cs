using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>A message on its way into a store. The store's one writer calls it, in the order of the writes.</summary>
/// <param name="end">The stream; numbers the message.</param>
/// <param name="chain">The messages of its producer; null where it comes alone.</param>
/// <param name="message">The message.</param>
public abstract class Append(StreamEnd end, AppendChain? chain, StoredMessage message)
{
    private readonly AppendChain? _chain = chain;

    /// <summary>For a store that wraps another one: an append with the same stream, producer and message.</summary>
    protected Append(Append other)
        : this(other.End, other._chain, other.Message)
    {
    }

    /// <summary>The stream.</summary>
    public long StreamId => End.StreamId;

    private StreamEnd End => end;

    /// <summary>The message; numbered once <see cref="Begin"/> was called.</summary>
    public StoredMessage Message => message;

    /// <summary>Called when the message is about to be written: gives it its number.</summary>
    /// <exception cref="GdnException">It must not be written: the stream was deleted or terminated, or an earlier message of its producer failed.</exception>
    public void Begin()
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

        message.EntryId = End.Next++;
    }

    /// <summary>The write was rolled back: the number is free again. Several messages are undone last to first.</summary>
    public void Undo() => End.Next = message.EntryId;

    /// <summary>The message is on disk, or (with a failure) never will be. Must be quick: the writer waits for it.</summary>
    public void Settle(GdnException? failure)
    {
        if (failure is not null)
        {
            _chain?.Break(failure);
        }

        OnSettled(failure);
    }

    /// <summary>What the sender does with the result.</summary>
    protected abstract void OnSettled(GdnException? failure);
}
