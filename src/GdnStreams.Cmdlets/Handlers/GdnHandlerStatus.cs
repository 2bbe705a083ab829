using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>What a handler has done so far.</summary>
public sealed class GdnHandlerStatus : DisplayObject
{
    /// <summary>Name of the stream, without the prefix of the scope.</summary>
    public required string Stream { get; init; }

    /// <summary>Scope of the stream.</summary>
    public required StreamScope Scope { get; init; }

    /// <summary>The subscription.</summary>
    public required string Subscription { get; init; }

    /// <summary>Whether it goes on.</summary>
    public required GdnHandlerState State { get; init; }

    /// <summary>When this was so.</summary>
    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>How long the handler has run.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Messages received.</summary>
    public required long Received { get; init; }

    /// <summary>Messages handled and acknowledged.</summary>
    public required long Succeeded { get; init; }

    /// <summary>Attempts that failed.</summary>
    public required long FailedAttempts { get; init; }

    /// <summary>Messages that failed each time and are dead letters, acknowledged.</summary>
    public required long DeadLettered { get; init; }

    /// <summary>Requests that were answered, with an error too.</summary>
    public required long Replied { get; init; }

    /// <summary>Messages that are received and not finished. At the end: those that go back to the subscription.</summary>
    public required int Open { get; init; }

    /// <summary>How many of them are worked on now.</summary>
    public required int Active { get; init; }

    /// <summary>Runspaces.</summary>
    public required int Workers { get; init; }

    /// <summary>Messages finished a second, since the last status.</summary>
    public required double MessageRate { get; init; }

    /// <summary>The last ten failures, oldest first.</summary>
    public required IReadOnlyList<GdnHandlerError> LastErrors { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{State}: {Succeeded} succeeded, {FailedAttempts} attempts failed, {DeadLettered} dead letters, {Open} open";
}
