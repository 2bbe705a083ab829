namespace GdnStreams.Cmdlets;

/// <summary>What ends a handler, whichever comes first, and how often it tells where it is.</summary>
internal sealed record HandlerStops
{
    /// <summary>Messages to receive; all of them are finished then.</summary>
    public required int Count { get; init; }

    public TimeSpan? Timeout { get; init; }

    /// <summary>Time without a message, and with none that is not finished.</summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>Whether it ends when the subscription has no message left.</summary>
    public bool WhenCaughtUp { get; init; }

    public TimeSpan? StatusInterval { get; init; }

    /// <summary>Ends when the process is asked to end.</summary>
    public required Task Asked { get; init; }
}
