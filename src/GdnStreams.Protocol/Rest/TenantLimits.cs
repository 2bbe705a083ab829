using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Limits of a tenant. This server limits nothing but the disk.</summary>
public sealed record TenantLimits
{
    /// <summary>Of global streams.</summary>
    [JsonPropertyName("streamsGlobal")]
    public StreamLimits StreamsGlobal { get; init; } = new();

    /// <summary>Of local streams.</summary>
    [JsonPropertyName("streamsLocal")]
    public StreamLimits StreamsLocal { get; init; } = new();
}
