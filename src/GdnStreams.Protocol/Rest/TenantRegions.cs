using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>The regions of one tenant: an item of <c>GET /datacenter/_tenant/{tenant}</c>.</summary>
internal sealed record TenantRegions
{
    /// <summary>The tenant.</summary>
    [JsonPropertyName("tenant")]
    public string Tenant { get; set; } = "";

    /// <summary>Its regions.</summary>
    [JsonPropertyName("dcInfo")]
    public IReadOnlyList<RegionDetails> Regions { get; set; } = [];
}
