using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Host names of a region.</summary>
internal sealed record RegionTags
{
    /// <summary>Host with <c>api-</c>, and port where it is not 443.</summary>
    [JsonPropertyName("api")]
    public string Api { get; set; } = "";

    /// <summary>Host without <c>api-</c>, and port where it is not 443. jsC8 and pyC8 build every socket address from it.</summary>
    [JsonPropertyName("url")]
    public string Url { get; set; } = "";
}
