using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>One tenant.</summary>
public sealed record TenantInfo
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether its users may sign in.</summary>
    public bool IsActive { get; init; } = true;

    internal static TenantInfo From(TenantItem item) => new() { Name = item.Tenant, IsActive = item.Active };
}
