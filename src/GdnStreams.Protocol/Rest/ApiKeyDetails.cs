using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Owner of a key, as <c>GET /_api/key/{id}</c> and <c>GET /_api/user/{user}</c> show it (recorded).</summary>
internal sealed record ApiKeyDetails
{
    /// <summary>SHA-256 of the secret.</summary>
    [JsonPropertyName("hash")]
    public string Hash { get; set; } = "";

    /// <summary>Tenant and user that made it; empty for a user.</summary>
    [JsonPropertyName("parent")]
    public string Parent { get; set; } = "";
}
