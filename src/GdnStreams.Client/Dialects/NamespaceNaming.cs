using System.Diagnostics.CodeAnalysis;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>
/// Pulsar's way: a fabric is one namespace, and its global streams are the topics of the same name. Whether these are replicated is the
/// namespace's affair. A local stream keeps its prefix, so that it is another topic than the global one of its name.
/// </summary>
internal sealed class NamespaceNaming : StreamNaming
{
    public override TopicName TopicOf(string tenant, string fabric, StreamName stream) =>
        new(tenant, fabric, stream.Scope == StreamScope.Local ? stream.Topic : stream.Name);

    /// <remarks>A topic with the prefix of global streams has no name here: without the prefix it would be another topic. It belongs to a fabric in GDN's way.</remarks>
    public override bool TryGetStream(TopicName topic, [NotNullWhen(true)] out string? fabric, [NotNullWhen(true)] out StreamName? stream)
    {
        (fabric, stream) = (null, null);
        if (!topic.Persistent || !StreamName.TryParse(topic.Topic, out var name) || name.Scope == StreamScope.Global)
        {
            return false;
        }

        fabric = topic.Namespace;
        stream = name.Scope == StreamScope.Local ? name : StreamName.Create(topic.Topic, StreamScope.Global);
        return true;
    }

    public override IReadOnlyList<string> NamespacesOf(StreamScope? scope, string fabric) => [fabric];

    public override bool TryGetFabric(string name, [NotNullWhen(true)] out string? fabric)
    {
        fabric = name;
        return true;
    }

    public override bool IsAlwaysThere(string fabric) => false;
}
