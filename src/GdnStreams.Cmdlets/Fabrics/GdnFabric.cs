using GdnStreams.Client;

namespace GdnStreams.Cmdlets;

/// <summary>A fabric: the database that streams live in, and the regions it is replicated to.</summary>
public sealed class GdnFabric : DisplayObject
{
    internal GdnFabric(FabricInfo fabric) =>
        (Name, Tenant, Regions, Status, IsSystem) = (fabric.Name, fabric.Tenant, fabric.Regions, fabric.Status, fabric.IsSystem);

    /// <summary>Name of the fabric.</summary>
    public string Name { get; }

    /// <summary>The tenant that owns it.</summary>
    public string Tenant { get; }

    /// <summary>Regions that hold it.</summary>
    public IReadOnlyList<string> Regions { get; }

    /// <summary>Its status as the service tells it, such as <c>active</c>.</summary>
    public string Status { get; }

    /// <summary>Whether this is <c>_system</c>.</summary>
    public bool IsSystem { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
