namespace GdnStreams.Engine;

/// <summary>
/// The end of a stream in its store. Only the store's writer numbers messages, at the moment it writes them: a number is never given to a message
/// that is not stored, so none is ever issued twice. Used by that one writer only.
/// </summary>
/// <param name="streamId">The stream.</param>
/// <param name="next">The entry of its next message.</param>
public sealed class StreamEnd(long streamId, long next)
{
    /// <summary>The stream.</summary>
    public long StreamId => streamId;

    /// <summary>The entry of the next message.</summary>
    internal long Next { get; set; } = next;

    /// <summary>Whether the stream is deleted; true as soon as the deletion is written.</summary>
    public bool IsDeleted { get; set; }

    /// <summary>Whether the stream is terminated; true as soon as the termination is written.</summary>
    public bool IsTerminated { get; set; }
}
