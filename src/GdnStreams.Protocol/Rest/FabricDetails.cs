using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>One fabric, as <c>GET /_fabric/{f}/_api/database/current</c> answers (recorded).</summary>
internal sealed record FabricDetails
{
    /// <summary>Name of the fabric.</summary>
    [JsonPropertyName("name")]
    public string Name { get; set; } = "";

    /// <summary>Regions, status and owner.</summary>
    [JsonPropertyName("options")]
    public FabricOptions Options { get; set; } = new();

    /// <summary>Whether this is <c>_system</c>.</summary>
    [JsonPropertyName("isSystem")]
    public bool IsSystem { get; set; }
}
