using System.Diagnostics.CodeAnalysis;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Which topics the streams of a fabric are, and which fabric and stream a topic is.</summary>
internal abstract class StreamNaming
{
    /// <summary>The topic of a stream.</summary>
    public abstract TopicName TopicOf(string tenant, string fabric, StreamName stream);

    /// <summary>The fabric and stream of a topic; false where it is no stream.</summary>
    public abstract bool TryGetStream(TopicName topic, [NotNullWhen(true)] out string? fabric, [NotNullWhen(true)] out StreamName? stream);

    /// <summary>The namespaces that hold a fabric's streams of one scope, or of all (null).</summary>
    public abstract IReadOnlyList<string> NamespacesOf(StreamScope? scope, string fabric);

    /// <summary>The fabric that a namespace belongs to; false where it is no fabric's.</summary>
    public abstract bool TryGetFabric(string name, [NotNullWhen(true)] out string? fabric);

    /// <summary>Whether the fabric is there also while it has no namespace yet.</summary>
    public abstract bool IsAlwaysThere(string fabric);
}
