using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>One fabric; in a Pulsar, a pair of namespaces.</summary>
public sealed record FabricInfo
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The tenant that owns it.</summary>
    public required string Tenant { get; init; }

    /// <summary>Names of the regions that hold it.</summary>
    public IReadOnlyList<string> Regions { get; init; } = [];

    /// <summary>The region that keeps its spot data; null where there is none.</summary>
    public string? SpotRegion { get; init; }

    /// <summary>Its status as the service tells it; <c>available</c> or <c>active</c> when it can be used.</summary>
    public string Status { get; init; } = "available";

    /// <summary>Whether this is <c>_system</c>.</summary>
    public bool IsSystem { get; init; }

    internal static FabricInfo From(FabricDetails details) => new()
    {
        Name = details.Name,
        Tenant = details.Options.Tenant,
        Regions = details.Options.DcList.Split([','], StringSplitOptions.RemoveEmptyEntries),
        SpotRegion = details.Options.SpotDc is { Length: > 0 } region ? region : null,
        Status = details.Options.Status,
        IsSystem = details.IsSystem,
    };
}
