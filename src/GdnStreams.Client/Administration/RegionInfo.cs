using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>One region of the service; in a Pulsar, a cluster.</summary>
public sealed record RegionInfo
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Name of its host, without a port.</summary>
    public string Host { get; init; } = "";

    /// <summary>Host of its sockets, with the port where it is not 443.</summary>
    public string Authority { get; init; } = "";

    /// <summary>Host of its REST calls, with the port where it is not 443.</summary>
    public string ApiAuthority { get; init; } = "";

    /// <summary>Whether the server that answers is in this region.</summary>
    public bool IsLocal { get; init; }

    /// <summary>Whether fabrics may keep their spot data here.</summary>
    public bool IsSpotRegion { get; init; }

    /// <summary>Whether it works.</summary>
    public bool IsAvailable { get; init; } = true;

    /// <summary>Where it stands; null where the service does not tell.</summary>
    public RegionPlace? Place { get; init; }

    internal static RegionInfo From(RegionDetails details) => new()
    {
        Name = details.Name,
        Host = details.Host,
        Authority = details.Tags.Url,
        ApiAuthority = details.Tags.Api,
        IsLocal = details.Local,
        IsSpotRegion = details.SpotRegion,
        IsAvailable = details.Status == 0,
        Place = RegionPlace.From(details.LocationInfo),
    };
}
