using GdnStreams.Client;

namespace GdnStreams.Cmdlets;

/// <summary>A region of the service.</summary>
public sealed class GdnRegion : DisplayObject
{
    internal GdnRegion(RegionInfo region)
    {
        (Name, Host, City, Country) = (region.Name, region.Host, region.Place?.City ?? "", region.Place?.CountryName ?? "");
        (Latitude, Longitude) = (region.Place?.Latitude, region.Place?.Longitude);
        (IsLocal, IsSpotRegion, IsAvailable) = (region.IsLocal, region.IsSpotRegion, region.IsAvailable);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Name of its host, without a port.</summary>
    public string Host { get; }

    /// <summary>City where it stands, or empty.</summary>
    public string City { get; }

    /// <summary>Country where it stands, or empty.</summary>
    public string Country { get; }

    /// <summary>Degrees north; null where the service tells no number.</summary>
    public double? Latitude { get; }

    /// <summary>Degrees east; null where the service tells no number.</summary>
    public double? Longitude { get; }

    /// <summary>Whether the server of the session is in this region.</summary>
    public bool IsLocal { get; }

    /// <summary>Whether fabrics may keep their spot data here.</summary>
    public bool IsSpotRegion { get; }

    /// <summary>Whether it works.</summary>
    public bool IsAvailable { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
