using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>A subscription of a stream and how far it is behind.</summary>
public sealed class GdnSubscription : DisplayObject
{
    internal GdnSubscription(StreamName stream, string name, SubscriptionStatistics stats)
    {
        (Stream, Scope, Name, Type) = (stream.Name, stream.Scope, name, stats.Type);
        (Backlog, Unacknowledged, Consumers, IsDurable) = (stats.Backlog, stats.UnacknowledgedMessages, stats.Consumers.Count, stats.IsDurable);
    }

    /// <summary>Name of the subscription.</summary>
    public string Name { get; }

    /// <summary>Name of its stream, without the prefix of the scope.</summary>
    public string Stream { get; }

    /// <summary>Scope of its stream.</summary>
    public StreamScope Scope { get; }

    /// <summary>Exclusive, Shared, Failover or KeyShared; null before the first consumer.</summary>
    public SubscriptionType? Type { get; }

    /// <summary>Messages not acknowledged yet, delivered or not.</summary>
    public long Backlog { get; }

    /// <summary>Messages delivered and not acknowledged yet.</summary>
    public long Unacknowledged { get; }

    /// <summary>Connected consumers.</summary>
    public int Consumers { get; }

    /// <summary>Whether it outlives its consumers.</summary>
    public bool IsDurable { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
