namespace GdnStreams.Server.Pushing;

/// <summary>How a push is doing since the server started.</summary>
internal sealed record PushStatus
{
    public PushState State { get; init; } = PushState.Paused;

    /// <summary>Messages that were taken.</summary>
    public long Delivered { get; init; }

    /// <summary>Attempts that failed.</summary>
    public long Failed { get; init; }

    /// <summary>Messages that became dead letters.</summary>
    public long DeadLettered { get; init; }

    public DateTimeOffset? LastDelivery { get; init; }

    /// <summary>What went wrong last.</summary>
    public string? LastError { get; init; }

    public DateTimeOffset? LastErrorTime { get; init; }

    /// <summary>When a wait ends.</summary>
    public DateTimeOffset? NextAttempt { get; init; }
}
