using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>A push: a durable subscription that the server itself delivers to an address. Its counters begin when the server starts.</summary>
public sealed record PushInfo
{
    /// <summary>The stream.</summary>
    public required StreamName Stream { get; init; }

    /// <summary>The subscription.</summary>
    public required string Subscription { get; init; }

    /// <summary>Where to, without the query, in which services keep keys: <c>?...</c> stands for it.</summary>
    public required string Url { get; init; }

    /// <summary>Whether it has a secret, and so signs.</summary>
    public bool IsSigned { get; init; }

    /// <summary>Attempts before a message becomes a dead letter.</summary>
    public int MaxAttempts { get; init; }

    /// <summary>Where dead letters go.</summary>
    public required StreamName DeadLetterStream { get; init; }

    /// <summary>Most requests a second; null is no limit.</summary>
    public double? RatePerSecond { get; init; }

    /// <summary>How long an answer may take.</summary>
    public TimeSpan Timeout { get; init; }

    /// <summary>Whether it is to deliver.</summary>
    public bool IsActive { get; init; }

    /// <summary>How it is doing.</summary>
    public PushState State { get; init; }

    /// <summary>Messages not acknowledged yet.</summary>
    public long Backlog { get; init; }

    /// <summary>Messages that were delivered.</summary>
    public long Delivered { get; init; }

    /// <summary>Attempts that failed.</summary>
    public long Failed { get; init; }

    /// <summary>Messages that became dead letters.</summary>
    public long DeadLettered { get; init; }

    /// <summary>When a message was delivered last; null where none was.</summary>
    public DateTimeOffset? LastDelivery { get; init; }

    /// <summary>What went wrong last, also where all is well since; null where nothing did.</summary>
    public string? LastError { get; init; }

    /// <summary>When that was.</summary>
    public DateTimeOffset? LastErrorTime { get; init; }

    /// <summary>When it is tried again; null where nothing waits for that.</summary>
    public DateTimeOffset? NextAttempt { get; init; }

    internal static PushInfo From(PushItem item) => new()
    {
        Stream = StreamName.Parse(item.Topic),
        Subscription = item.Subscription,
        Url = item.Url,
        IsSigned = item.Signed,
        MaxAttempts = item.MaxAttempts,
        DeadLetterStream = StreamName.Parse(item.DeadLetterTopic),
        RatePerSecond = item.RatePerSecond,
        Timeout = TimeSpan.FromSeconds(item.TimeoutInSeconds),
        IsActive = item.Active,
        State = Enum.TryParse<PushState>(item.State, out var state) ? state : PushState.Unknown,
        Backlog = item.Backlog,
        Delivered = item.Delivered,
        Failed = item.Failed,
        DeadLettered = item.DeadLettered,
        LastDelivery = item.LastDelivery,
        LastError = item.LastError,
        LastErrorTime = item.LastErrorTime,
        NextAttempt = item.NextAttempt,
    };
}
