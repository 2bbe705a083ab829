using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>How the compaction of a stream went.</summary>
public sealed class GdnCompaction : DisplayObject
{
    internal GdnCompaction(StreamName stream, CompactionState state, long? removed, string? error) =>
        (Name, Scope, State, Removed, LastError) = (stream.Name, stream.Scope, state, removed, error);

    /// <summary>Name of the stream, without the prefix of its scope.</summary>
    public string Name { get; }

    /// <summary>Scope of the stream.</summary>
    public StreamScope Scope { get; }

    /// <summary>NotRun, Running, Succeeded or Failed.</summary>
    public CompactionState State { get; }

    /// <summary>Messages that were removed; null where the server does not tell.</summary>
    public long? Removed { get; }

    /// <summary>Why it failed; null where it did not.</summary>
    public string? LastError { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {State}";
}
