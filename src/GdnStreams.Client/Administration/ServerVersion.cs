using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Name and version of the server.</summary>
public sealed record ServerVersion
{
    /// <summary><c>C8DB</c> for GDN, <c>Pulsar</c> for a Pulsar.</summary>
    public required string Server { get; init; }

    /// <summary>Its version.</summary>
    public required string Version { get; init; }

    /// <summary>Its licence; null where it does not tell.</summary>
    public string? License { get; init; }

    internal static ServerVersion From(VersionReply reply) => new() { Server = reply.Server, Version = reply.Version, License = reply.License };
}
