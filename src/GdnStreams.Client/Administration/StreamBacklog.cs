using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>How far the subscriptions of a stream are behind. Sizes are in bytes.</summary>
public sealed record StreamBacklog
{
    /// <summary>Bytes of payload stored.</summary>
    public long StorageSize { get; init; }

    /// <summary>Messages stored.</summary>
    public long TotalMessages { get; init; }

    /// <summary>Messages that some subscription did not yet acknowledge, summed over the subscriptions.</summary>
    public long MessageBacklog { get; init; }

    /// <summary>Messages not yet acknowledged, by subscription.</summary>
    public IReadOnlyDictionary<string, long> Subscriptions { get; init; } = new Dictionary<string, long>();

    /// <summary>Where the messages lie, oldest first.</summary>
    public IReadOnlyList<StreamLedger> Ledgers { get; init; } = [];

    /// <summary>When these numbers were taken.</summary>
    public DateTimeOffset TakenAt { get; init; }

    internal static StreamBacklog From(BacklogStats stats) => new()
    {
        StorageSize = stats.StorageSize,
        TotalMessages = stats.TotalMessages,
        MessageBacklog = stats.MessageBacklog,
        Subscriptions = stats.Cursors.ToDictionary(pair => pair.Key, pair => pair.Value.Backlog, StringComparer.Ordinal),
        Ledgers = [.. stats.DataLedgers.Select(StreamLedger.From)],
        TakenAt = DateTimeOffset.FromUnixTimeMilliseconds(stats.GeneratedAt),
    };
}
