namespace GdnStreams.Engine;

/// <summary>What a dispatcher wants to be read next: single entries, a page of the schedule, a page from the cursor on, or nothing.</summary>
internal readonly record struct ReadPlan
{
    public static ReadPlan Nothing => default;

    /// <summary>Entries to be delivered again.</summary>
    public IReadOnlyList<long>? Entries { get; init; }

    /// <summary>The schedule after this one...</summary>
    public (long DeliverAt, long Entry)? ScheduledAfter { get; init; }

    /// <summary>... of entries below this one.</summary>
    public long Below { get; init; }

    /// <summary>The messages from this entry on.</summary>
    public long? From { get; init; }

    public int Count { get; init; }
}
