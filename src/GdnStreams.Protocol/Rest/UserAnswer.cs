using System.Text.Json;
using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>One user, or an API key as if it were one, outside an envelope (recorded).</summary>
internal sealed record UserAnswer
{
    /// <summary>Name within the tenant, or the key's id.</summary>
    [JsonPropertyName("user")]
    public string User { get; set; } = "";

    /// <summary>The tenant.</summary>
    [JsonPropertyName("tenant")]
    public string Tenant { get; set; } = "";

    /// <summary>E-mail address.</summary>
    [JsonPropertyName("email")]
    public string Email { get; set; } = "";

    /// <summary>Whether it may sign in.</summary>
    [JsonPropertyName("active")]
    public bool Active { get; set; } = true;

    /// <summary>The key's hash and maker; absent in the answer to creating a user.</summary>
    [JsonPropertyName("apikey")]
    public ApiKeyDetails? ApiKey { get; set; }

    /// <summary>True for an administrator of the tenant, absent for others. Not in GDN.</summary>
    [JsonPropertyName("administrator")]
    public bool? Administrator { get; set; }

    /// <summary>Free data, always an object.</summary>
    [JsonPropertyName("extra")]
    public IReadOnlyDictionary<string, JsonElement> Extra { get; set; } = new Dictionary<string, JsonElement>();

    /// <summary>Name for people.</summary>
    [JsonPropertyName("displayName")]
    public string DisplayName { get; set; } = "";

    /// <summary>Always false.</summary>
    [JsonPropertyName("error")]
    public bool Error { get; set; }

    /// <summary>The HTTP status again.</summary>
    [JsonPropertyName("code")]
    public int Code { get; set; } = 200;
}
