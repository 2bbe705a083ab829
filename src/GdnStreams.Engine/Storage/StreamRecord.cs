using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>A stream as it is stored.</summary>
/// <param name="Id">Number of this incarnation of the stream, never used again; the ledger of its message ids.</param>
/// <param name="Topic">Full name.</param>
/// <param name="FirstEntryId">Entry of the first message that is still there, or <paramref name="NextEntryId"/>.</param>
/// <param name="NextEntryId">Entry of the next message.</param>
/// <param name="IsTerminated">Whether it takes no more messages.</param>
public sealed record StreamRecord(long Id, TopicName Topic, long FirstEntryId, long NextEntryId, bool IsTerminated)
{
    /// <summary>The stream's policy with what it inherits from its namespace.</summary>
    public StreamPolicy Policy { get; init; } = StreamPolicy.Inherited;

    /// <summary>Messages below this entry are compacted, and stay when the stream is trimmed.</summary>
    public long CompactedBelow { get; init; }
}
