namespace GdnStreams.Protocol;

/// <summary>Where a server's streams are: values of <c>serve --engine</c> and of <c>engine</c> in <see cref="VersionReply"/>.</summary>
internal static class EngineNames
{
    /// <summary>In the server's own process.</summary>
    public const string Embedded = "embedded";

    /// <summary>In an Apache Pulsar, to which the server is a gateway.</summary>
    public const string Pulsar = "pulsar";
}
