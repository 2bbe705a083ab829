using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Body of <c>POST /_open/auth</c>: a password with an e-mail address, or with tenant and user name.</summary>
public sealed record SignInRequest
{
    /// <summary>The user's e-mail address.</summary>
    [JsonPropertyName("email")]
    public string? Email { get; init; }

    /// <summary>The tenant, with <see cref="Username"/>.</summary>
    [JsonPropertyName("tenant")]
    public string? Tenant { get; init; }

    /// <summary>The user's name within the tenant.</summary>
    [JsonPropertyName("username")]
    public string? Username { get; init; }

    /// <summary>Secret.</summary>
    [JsonPropertyName("password")]
    public string? Password { get; init; }

    /// <summary>Without the password.</summary>
    public override string ToString() => $"SignInRequest {{ Email = {Email}, Tenant = {Tenant}, Username = {Username} }}";
}
