using System.Management.Automation.Runspaces;

namespace GdnStreams.Cmdlets;

/// <summary>What every worker of a handler needs.</summary>
internal sealed record HandlerSettings
{
    public required HandlerScript Script { get; init; }

    /// <summary>Runs once in each runspace.</summary>
    public HandlerScript? Initialization { get; init; }

    /// <summary>What the script gets after the message.</summary>
    public required object?[] Arguments { get; init; }

    /// <summary>What each runspace begins with.</summary>
    public required InitialSessionState State { get; init; }

    /// <summary>Current location of each runspace.</summary>
    public required string Location { get; init; }

    /// <summary>How long one message may take; null has no limit.</summary>
    public TimeSpan? Limit { get; init; }
}
