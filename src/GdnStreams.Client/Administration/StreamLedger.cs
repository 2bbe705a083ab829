using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>One ledger of a stream: what a message id begins with.</summary>
public sealed record StreamLedger
{
    /// <summary>Its number.</summary>
    public required long Id { get; init; }

    /// <summary>Messages in it.</summary>
    public long Entries { get; init; }

    /// <summary>Bytes in it.</summary>
    public long Size { get; init; }

    /// <summary>When it was closed; null while it is written to.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    internal static StreamLedger From(LedgerStats stats) => new()
    {
        Id = stats.LedgerId,
        Entries = stats.Entries,
        Size = stats.Size,
        ClosedAt = stats.Timestamp > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(stats.Timestamp) : null,
    };
}
