using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>One key, as <c>GET /_api/key</c> lists them (recorded).</summary>
internal sealed record ApiKeyItem
{
    /// <summary>Its id.</summary>
    [JsonPropertyName("keyid")]
    public string KeyId { get; set; } = "";

    /// <summary>Tenant and user that made it.</summary>
    [JsonPropertyName("user")]
    public string User { get; set; } = "";

    /// <summary>Its tenant.</summary>
    [JsonPropertyName("tenant")]
    public string Tenant { get; set; } = "";
}
