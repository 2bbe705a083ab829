using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Where a region stands.</summary>
internal sealed record RegionLocation
{
    /// <summary>City, or empty.</summary>
    [JsonPropertyName("city")]
    public string City { get; set; } = "";

    /// <summary>Two letters.</summary>
    [JsonPropertyName("countrycode")]
    public string CountryCode { get; set; } = "";

    /// <summary>Name of the country.</summary>
    [JsonPropertyName("countryname")]
    public string CountryName { get; set; } = "";

    /// <summary>Degrees, as text.</summary>
    [JsonPropertyName("latitude")]
    public string Latitude { get; set; } = "0";

    /// <summary>Degrees, as text.</summary>
    [JsonPropertyName("longitude")]
    public string Longitude { get; set; } = "0";

    /// <summary>The same as <see cref="RegionTags.Url"/>.</summary>
    [JsonPropertyName("url")]
    public string Url { get; set; } = "";
}
