using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>One step of a connection from state to state.</summary>
public sealed class ConnectionStateChangedEventArgs : EventArgs
{
    /// <summary>The state that ended.</summary>
    public required ConnectionState Previous { get; init; }

    /// <summary>The state that began.</summary>
    public required ConnectionState Current { get; init; }

    /// <summary>Why, where it was not wanted: what broke the socket, what refused the last attempt, or what ended the connection.</summary>
    public GdnException? Reason { get; init; }

    /// <summary>How many attempts have failed since the last open socket.</summary>
    public int FailedAttempts { get; init; }

    /// <summary>How long the next attempt waits; null where none follows.</summary>
    public TimeSpan? NextAttemptIn { get; init; }
}
