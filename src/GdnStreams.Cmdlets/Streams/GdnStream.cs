using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>A stream of a fabric.</summary>
public sealed class GdnStream : DisplayObject
{
    internal GdnStream(GdnSession session, StreamInfo stream) => (Name, Scope, Topic, Fabric, Tenant, IsTerminated, Partitions) =
        (stream.Name.Name, stream.Name.Scope, session.TopicOf(stream.Name).Topic, stream.Fabric, stream.Tenant, stream.IsTerminated, stream.Partitions);

    /// <summary>Name without the prefix of its scope.</summary>
    public string Name { get; }

    /// <summary>Global (replicated), Local, or Collection (the changes of a collection).</summary>
    public StreamScope Scope { get; }

    /// <summary>Name on the wire, such as <c>c8globals.demo</c>; in a namespace of a Pulsar, the topic's own.</summary>
    public string Topic { get; }

    /// <summary>The fabric that holds it.</summary>
    public string Fabric { get; }

    /// <summary>The tenant that owns it.</summary>
    public string Tenant { get; }

    /// <summary>Whether it was terminated: it can be received, and takes no more messages.</summary>
    public bool IsTerminated { get; }

    /// <summary>How many partitions it has; 0 where it has none, as always on a GDN streams server.</summary>
    public int Partitions { get; }

    /// <inheritdoc/>
    public override string ToString() => Topic;
}
