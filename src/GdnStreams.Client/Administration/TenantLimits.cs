using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Limits of a tenant's streams.</summary>
public sealed record TenantLimits
{
    /// <summary>Of global streams.</summary>
    public required StreamLimits GlobalStreams { get; init; }

    /// <summary>Of local streams.</summary>
    public required StreamLimits LocalStreams { get; init; }

    internal static TenantLimits From(TenantLimitsReply reply) => new() { GlobalStreams = StreamLimits.From(reply.StreamsGlobal), LocalStreams = StreamLimits.From(reply.StreamsLocal) };
}
