using System.Diagnostics.CodeAnalysis;

namespace GdnStreams.Protocol;

/// <summary>The two Pulsar namespaces of a fabric: <c>c8global.{fabric}</c>, and <c>c8local.{fabric}</c> for local streams and collections.</summary>
public static class FabricNamespace
{
    private const string GlobalPrefix = "c8global.";
    private const string LocalPrefix = "c8local.";

    /// <summary>The namespace that holds a fabric's streams of one scope.</summary>
    public static string Of(StreamScope scope, string fabric) => (scope == StreamScope.Global ? GlobalPrefix : LocalPrefix) + fabric;

    /// <summary>The namespaces of one scope, or both (null).</summary>
    public static IReadOnlyList<string> All(StreamScope? scope, string fabric) =>
        scope is { } one ? [Of(one, fabric)] : [Of(StreamScope.Global, fabric), Of(StreamScope.Local, fabric)];

    /// <summary>The fabric that a namespace belongs to; false where it is no fabric's.</summary>
    public static bool TryGetFabric(string name, [NotNullWhen(true)] out string? fabric)
    {
        var prefix = name.StartsWith(GlobalPrefix, StringComparison.Ordinal) ? GlobalPrefix : LocalPrefix;
        fabric = name.StartsWith(prefix, StringComparison.Ordinal) && name.Length > prefix.Length ? name.Substring(prefix.Length) : null;
        return fabric is not null;
    }
}
