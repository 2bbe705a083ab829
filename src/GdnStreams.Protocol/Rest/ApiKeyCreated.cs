using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Answer to <c>POST /_api/key</c> (recorded): the only time that the key is told.</summary>
public sealed record ApiKeyCreated
{
    /// <summary>The key, a secret.</summary>
    [JsonPropertyName("key")]
    public string Key { get; init; } = "";

    /// <summary>Its id.</summary>
    [JsonPropertyName("keyid")]
    public string KeyId { get; init; } = "";

    /// <summary>Its tenant.</summary>
    [JsonPropertyName("tenant")]
    public string Tenant { get; init; } = "";

    /// <summary>Tenant and user that made it, as <c>demo.root</c>.</summary>
    [JsonPropertyName("user")]
    public string User { get; init; } = "";

    /// <summary>Always false.</summary>
    [JsonPropertyName("error")]
    public bool Error { get; init; }

    /// <summary>The HTTP status again.</summary>
    [JsonPropertyName("code")]
    public int Code { get; init; } = 201;

    /// <summary>Without the key.</summary>
    public override string ToString() => $"ApiKeyCreated {{ KeyId = {KeyId}, Tenant = {Tenant} }}";
}
