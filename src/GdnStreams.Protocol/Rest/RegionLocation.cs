using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Where a region stands.</summary>
public sealed record RegionLocation
{
    /// <summary>City, or empty.</summary>
    [JsonPropertyName("city")]
    public string City { get; init; } = "";

    /// <summary>Two letters.</summary>
    [JsonPropertyName("countrycode")]
    public string CountryCode { get; init; } = "";

    /// <summary>Name of the country.</summary>
    [JsonPropertyName("countryname")]
    public string CountryName { get; init; } = "";

    /// <summary>Degrees, as text.</summary>
    [JsonPropertyName("latitude")]
    public string Latitude { get; init; } = "0";

    /// <summary>Degrees, as text.</summary>
    [JsonPropertyName("longitude")]
    public string Longitude { get; init; } = "0";

    /// <summary>The same as <see cref="RegionTags.Url"/>.</summary>
    [JsonPropertyName("url")]
    public string Url { get; init; } = "";
}
