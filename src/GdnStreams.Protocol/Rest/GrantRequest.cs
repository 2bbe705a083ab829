using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Body of <c>PUT .../database/{fabric}[/stream/{topic}]</c>.</summary>
internal sealed record GrantRequest
{
    /// <summary>rw, ro, wo or none.</summary>
    [JsonPropertyName("grant")]
    public string? Grant { get; set; }

    /// <summary>The word of a permission.</summary>
    public static string Write(Permission permission) => WireNames.Write(WireNames.Permissions, permission);

    /// <summary>The permission of a word; null where it is none.</summary>
    public static Permission? Read(string word) => WireNames.Read(WireNames.Permissions, word);
}
