using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Result of <c>POST /_api/key/validate</c>; jsC8 reads the tenant from it.</summary>
internal sealed record KeyValidation
{
    /// <summary>The tenant that the key or token belongs to.</summary>
    [JsonPropertyName("tenant")]
    public string Tenant { get; set; } = "";

    /// <summary>Id of the API key; absent for a token.</summary>
    [JsonPropertyName("keyid")]
    public string? KeyId { get; set; }

    /// <summary>Name of the user; absent for an API key.</summary>
    [JsonPropertyName("user")]
    public string? User { get; set; }
}
