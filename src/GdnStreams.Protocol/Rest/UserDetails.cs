using System.Text.Json;
using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>One user, as <c>GET /_api/user</c> lists them (recorded).</summary>
internal sealed record UserDetails
{
    /// <summary>The user's tenant; pyC8 learns its tenant here.</summary>
    [JsonPropertyName("tenant")]
    public string Tenant { get; set; } = "";

    /// <summary>Name within the tenant.</summary>
    [JsonPropertyName("user")]
    public string User { get; set; } = "";

    /// <summary>E-mail address to sign in with.</summary>
    [JsonPropertyName("email")]
    public string Email { get; set; } = "";

    /// <summary>Name for people.</summary>
    [JsonPropertyName("displayName")]
    public string DisplayName { get; set; } = "";

    /// <summary>Whether the user may sign in.</summary>
    [JsonPropertyName("active")]
    public bool Active { get; set; } = true;

    /// <summary>True for an administrator of the tenant, absent for others. Not in GDN.</summary>
    [JsonPropertyName("administrator")]
    public bool? Administrator { get; set; }

    /// <summary>Free data, always an object.</summary>
    [JsonPropertyName("extra")]
    public IReadOnlyDictionary<string, JsonElement> Extra { get; set; } = new Dictionary<string, JsonElement>();
}
