using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>One stream of a fabric.</summary>
public sealed record StreamInfo
{
    /// <summary>Name and scope.</summary>
    public required StreamName Name { get; init; }

    /// <summary>The fabric that holds it.</summary>
    public required string Fabric { get; init; }

    /// <summary>The tenant that owns it.</summary>
    public required string Tenant { get; init; }

    /// <summary>Whether it was terminated: it can be read, not written. A Pulsar does not tell it in a list: false there.</summary>
    public bool IsTerminated { get; init; }

    /// <summary>How many partitions it has; 0 where it has none, as always on GDN.</summary>
    public int Partitions { get; init; }
}
