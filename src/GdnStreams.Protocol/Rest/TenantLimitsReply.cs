using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Limits of a tenant. This server limits nothing but the disk.</summary>
internal sealed record TenantLimitsReply
{
    /// <summary>Of global streams.</summary>
    [JsonPropertyName("streamsGlobal")]
    public StreamLimitsReply StreamsGlobal { get; set; } = new();

    /// <summary>Of local streams.</summary>
    [JsonPropertyName("streamsLocal")]
    public StreamLimitsReply StreamsLocal { get; set; } = new();
}
