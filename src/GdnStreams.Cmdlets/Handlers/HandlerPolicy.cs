using System.Management.Automation;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>How a handler treats messages.</summary>
internal sealed record HandlerPolicy
{
    /// <summary>Most messages at a time.</summary>
    public required int Throttle { get; init; }

    /// <summary>Whether all messages are one lane.</summary>
    public required bool IsOrdered { get; init; }

    /// <summary>The wait after the first failed attempt.</summary>
    public required TimeSpan RetryDelay { get; init; }

    /// <summary>After so many failed attempts a message is a dead letter; 0 is never.</summary>
    public required int MaxAttempts { get; init; }

    public required StreamName DeadLetterStream { get; init; }

    /// <summary>Which streams get replies.</summary>
    public required WildcardPattern ReplyStreams { get; init; }

    /// <summary>Whether the pipeline gets what scripts write.</summary>
    public required bool WritesOutput { get; init; }

    /// <summary>Most bytes of payload received and not finished; one larger message passes alone.</summary>
    public long MaxBytes { get; init; } = 64 * 1024 * 1024;
}
