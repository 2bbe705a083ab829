using System.Text.Json;

namespace GdnStreams.Server.Fabrics;

/// <summary>A fabric as it is stored.</summary>
internal sealed record Fabric(string Tenant, string Name, string SpotRegion)
{
    /// <summary>Free data; null until it is set (recorded).</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }

    /// <summary>Whether it is being deleted: to callers it does not exist, but its name is not free yet.</summary>
    public bool IsDeleting { get; init; }

    /// <summary>Which deletion that is: another one of the same name may follow. Null where none has begun.</summary>
    public string? Deletion { get; init; }
}
