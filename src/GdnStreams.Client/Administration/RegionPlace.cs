using System.Globalization;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Where a region stands.</summary>
public sealed record RegionPlace
{
    /// <summary>City, or empty.</summary>
    public string City { get; init; } = "";

    /// <summary>Country in two letters, or empty.</summary>
    public string CountryCode { get; init; } = "";

    /// <summary>Name of the country, or empty.</summary>
    public string CountryName { get; init; } = "";

    /// <summary>Degrees north; null where the service tells no number.</summary>
    public double? Latitude { get; init; }

    /// <summary>Degrees east; null where the service tells no number.</summary>
    public double? Longitude { get; init; }

    internal static RegionPlace From(RegionLocation location) => new()
    {
        City = location.City,
        CountryCode = location.CountryCode,
        CountryName = location.CountryName,
        Latitude = Degrees(location.Latitude),
        Longitude = Degrees(location.Longitude),
    };

    private static double? Degrees(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees) ? degrees : null;
}
