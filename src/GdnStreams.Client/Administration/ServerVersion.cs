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

    /// <summary>Where its streams are: <c>embedded</c> in the server, or <c>pulsar</c>; null where it does not tell.</summary>
    public string? Engine { get; init; }

    internal static ServerVersion From(VersionReply reply) => new() { Server = reply.Server, Version = reply.Version, License = reply.License, Engine = reply.Engine };
}
