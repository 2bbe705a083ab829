using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>A stream of a fabric.</summary>
public sealed class GdnStream : DisplayObject
{
    internal GdnStream(StreamName stream, string fabric, string tenant, bool isTerminated = false) =>
        (Name, Scope, Topic, Fabric, Tenant, IsTerminated) = (stream.Name, stream.Scope, stream.Topic, fabric, tenant, isTerminated);

    /// <summary>Name without the prefix of its scope.</summary>
    public string Name { get; }

    /// <summary>Global (replicated), Local, or Collection (the changes of a collection).</summary>
    public StreamScope Scope { get; }

    /// <summary>Name on the wire, such as <c>c8globals.demo</c>.</summary>
    public string Topic { get; }

    /// <summary>The fabric that holds it.</summary>
    public string Fabric { get; }

    /// <summary>The tenant that owns it.</summary>
    public string Tenant { get; }

    /// <summary>Whether it was terminated: it can be received, and takes no more messages.</summary>
    public bool IsTerminated { get; }

    /// <inheritdoc/>
    public override string ToString() => Topic;
}
