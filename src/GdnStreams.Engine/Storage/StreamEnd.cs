namespace GdnStreams.Engine;

/// <summary>
/// Where a stream ends in its store. Only the store's writer numbers messages, when it writes them: a number is never given to a message
/// that is not stored, so that none can be issued twice. Used by that one writer alone.
/// </summary>
/// <param name="streamId">The stream.</param>
/// <param name="next">The entry of its next message.</param>
public sealed class StreamEnd(long streamId, long next)
{
    /// <summary>The stream.</summary>
    public long StreamId => streamId;

    /// <summary>The entry of the next message.</summary>
    internal long Next { get; set; } = next;

    /// <summary>Whether the stream is deleted, from the write on that does it.</summary>
    public bool IsDeleted { get; set; }

    /// <summary>Whether the stream is terminated, from the write on that does it.</summary>
    public bool IsTerminated { get; set; }
}
