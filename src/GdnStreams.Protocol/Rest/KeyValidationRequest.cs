using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Body of <c>POST /_api/key/validate</c>: one of both.</summary>
internal sealed record KeyValidationRequest
{
    /// <summary>An API key.</summary>
    [JsonPropertyName("apikey")]
    public string? ApiKey { get; set; }

    /// <summary>A token.</summary>
    [JsonPropertyName("jwt")]
    public string? Jwt { get; set; }

    /// <summary>Without the secrets.</summary>
    public override string ToString() => "KeyValidationRequest";
}
