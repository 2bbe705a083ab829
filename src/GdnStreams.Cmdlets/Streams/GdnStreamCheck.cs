using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Whether a stream is as it should be, for monitoring.</summary>
public sealed class GdnStreamCheck : DisplayObject
{
    internal GdnStreamCheck(StreamName stream, bool exists) => (Name, Scope, Exists) = (stream.Name, stream.Scope, exists);

    /// <summary>Name of the stream, without the prefix of its scope.</summary>
    public string Name { get; }

    /// <summary>Scope of the stream.</summary>
    public StreamScope Scope { get; }

    /// <summary>Whether no threshold failed.</summary>
    public bool IsHealthy => Failed.Count == 0;

    /// <summary>Whether the stream exists.</summary>
    public bool Exists { get; }

    /// <summary>Which thresholds failed, by the names of their parameters; <c>Exists</c> where there is no such stream.</summary>
    public IReadOnlyList<string> Failed { get; internal init; } = [];

    /// <summary>Messages not acknowledged by the slowest of the subscriptions.</summary>
    public long Backlog { get; internal init; }

    /// <summary>Age of the oldest message that a subscription has not acknowledged; null where there is none, or where -MaxAge is not given.</summary>
    public TimeSpan? Age { get; internal init; }

    /// <summary>Connected consumers of the subscriptions.</summary>
    public int Consumers { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => IsHealthy ? $"{Name} is healthy" : $"{Name} failed: {string.Join(", ", Failed)}";
}
