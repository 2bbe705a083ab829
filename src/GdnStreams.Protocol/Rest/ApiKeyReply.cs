using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Answer to <c>POST /_api/key</c> (recorded): the only time that the key is told.</summary>
internal sealed record ApiKeyReply
{
    /// <summary>The key, a secret.</summary>
    [JsonPropertyName("key")]
    public string Key { get; set; } = "";

    /// <summary>Its id.</summary>
    [JsonPropertyName("keyid")]
    public string KeyId { get; set; } = "";

    /// <summary>Its tenant.</summary>
    [JsonPropertyName("tenant")]
    public string Tenant { get; set; } = "";

    /// <summary>Tenant and user that made it, as <c>demo.root</c>.</summary>
    [JsonPropertyName("user")]
    public string User { get; set; } = "";

    /// <summary>Always false.</summary>
    [JsonPropertyName("error")]
    public bool Error { get; set; }

    /// <summary>The HTTP status again.</summary>
    [JsonPropertyName("code")]
    public int Code { get; set; } = 201;

    /// <summary>Without the key.</summary>
    public override string ToString() => $"ApiKeyReply {{ KeyId = {KeyId}, Tenant = {Tenant} }}";
}
