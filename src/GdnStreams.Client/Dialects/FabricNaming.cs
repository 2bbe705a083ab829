using System.Diagnostics.CodeAnalysis;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>GDN's way: a fabric is the namespaces <c>c8global.{fabric}</c> and <c>c8local.{fabric}</c>, and a topic begins with its scope.</summary>
internal sealed class FabricNaming : StreamNaming
{
    public const string SystemFabric = "_system";

    public override TopicName TopicOf(string tenant, string fabric, StreamName stream) => TopicName.Of(tenant, fabric, stream);

    public override bool TryGetStream(TopicName topic, [NotNullWhen(true)] out string? fabric, [NotNullWhen(true)] out StreamName? stream) =>
        topic.TryGetStream(out fabric, out stream);

    public override IReadOnlyList<string> NamespacesOf(StreamScope? scope, string fabric) => FabricNamespace.All(scope, fabric);

    public override bool TryGetFabric(string name, [NotNullWhen(true)] out string? fabric) => FabricNamespace.TryGetFabric(name, out fabric);

    public override bool IsAlwaysThere(string fabric) => fabric == SystemFabric;
}
