using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>How a test delivery went.</summary>
public sealed record PushTestResult
{
    /// <summary>Whether the address took it: a status of 200 to 299.</summary>
    public bool IsAccepted => Error is null;

    /// <summary>HTTP status of the answer; 0 where there was none.</summary>
    public int Status { get; init; }

    /// <summary>Time until the answer or the failure.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>What went wrong; null where the address took it.</summary>
    public string? Error { get; init; }

    internal static PushTestResult From(PushTestReply reply) =>
        new() { Status = reply.Status, Elapsed = TimeSpan.FromMilliseconds(reply.TimeInMilliseconds), Error = reply.Error };
}
