using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>How the last compaction of a stream goes.</summary>
public sealed record CompactionStatus
{
    /// <summary>How far it is.</summary>
    public required CompactionState State { get; init; }

    /// <summary>Why it failed; null where it did not.</summary>
    public string? LastError { get; init; }

    internal static CompactionStatus From(CompactionReply reply) => new()
    {
        State = reply.Status switch
        {
            "NOT_RUN" => CompactionState.NotRun,
            "RUNNING" => CompactionState.Running,
            "SUCCESS" => CompactionState.Succeeded,
            "ERROR" => CompactionState.Failed,
            _ => throw RestClient.NotUnderstood($"the state of a compaction '{reply.Status}'", null),
        },
        LastError = reply.LastError is { Length: > 0 } error ? error : null,
    };
}
