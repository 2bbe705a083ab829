using GdnStreams.Client;

namespace GdnStreams.Cmdlets;

/// <summary>A tenant and the limits of its streams; null is no limit.</summary>
public sealed class GdnTenant : DisplayObject
{
    internal GdnTenant(TenantInfo tenant, TenantLimits? limits) =>
        (Name, IsActive, GlobalStreams, LocalStreams) = (tenant.Name, tenant.IsActive, limits?.GlobalStreams, limits?.LocalStreams);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Whether its users may sign in.</summary>
    public bool IsActive { get; }

    /// <summary>Limits of global streams; null where they are not told.</summary>
    public StreamLimits? GlobalStreams { get; }

    /// <summary>Limits of local streams; null where they are not told.</summary>
    public StreamLimits? LocalStreams { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
