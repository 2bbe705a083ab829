using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>One region (data centre), as <c>GET /datacenter/local</c> answers, without envelope (recorded).</summary>
internal sealed record RegionDetails
{
    /// <summary>Key, equal to the name.</summary>
    [JsonPropertyName("_key")]
    public string Key { get; set; } = "";

    /// <summary>Name of the region.</summary>
    [JsonPropertyName("name")]
    public string Name { get; set; } = "";

    /// <summary>Address of the region.</summary>
    [JsonPropertyName("host")]
    public string Host { get; set; } = "";

    /// <summary>Whether the answering server is in this region.</summary>
    [JsonPropertyName("local")]
    public bool Local { get; set; }

    /// <summary>Whether fabrics may keep their spot data here.</summary>
    [JsonPropertyName("spot_region")]
    public bool SpotRegion { get; set; }

    /// <summary>0 when it works.</summary>
    [JsonPropertyName("status")]
    public int Status { get; set; }

    /// <summary>Where clients connect.</summary>
    [JsonPropertyName("tags")]
    public RegionTags Tags { get; set; } = new();

    /// <summary>Where it stands.</summary>
    [JsonPropertyName("locationInfo")]
    public RegionLocation LocationInfo { get; set; } = new();
}
