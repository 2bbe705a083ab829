using System.Text.Json;
using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Body of <c>POST /_api/user</c> and <c>PATCH /_api/user/{user}</c>; what is absent stays as it is.</summary>
internal sealed record UserRequest
{
    /// <summary>E-mail address.</summary>
    [JsonPropertyName("email")]
    public string? Email { get; set; }

    /// <summary>Secret.</summary>
    [JsonPropertyName("passwd")]
    public string? Password { get; set; }

    /// <summary>Name for people.</summary>
    [JsonPropertyName("displayName")]
    public string? DisplayName { get; set; }

    /// <summary>Whether it may sign in.</summary>
    [JsonPropertyName("active")]
    public bool? Active { get; set; }

    /// <summary>Whether it administrates the tenant. Not in GDN.</summary>
    [JsonPropertyName("administrator")]
    public bool? Administrator { get; set; }

    /// <summary>Free data.</summary>
    [JsonPropertyName("extra")]
    public IReadOnlyDictionary<string, JsonElement>? Extra { get; set; }

    /// <summary>Without the password.</summary>
    public override string ToString() => $"UserRequest {{ Email = {Email} }}";
}
