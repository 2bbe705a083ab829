using System.Text.Json;
using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Body of <c>POST /_open/auth</c>: a password with an e-mail address, or with tenant and user name.</summary>
internal sealed record SignInRequest
{
    private const string EmailName = "email";
    private const string PasswordName = "password";

    /// <summary>The user's e-mail address.</summary>
    [JsonPropertyName(EmailName)]
    public string? Email { get; set; }

    /// <summary>The tenant, with <see cref="Username"/>.</summary>
    [JsonPropertyName("tenant")]
    public string? Tenant { get; set; }

    /// <summary>The user's name within the tenant.</summary>
    [JsonPropertyName("username")]
    public string? Username { get; set; }

    /// <summary>Secret.</summary>
    [JsonPropertyName(PasswordName)]
    public string? Password { get; set; }

    /// <summary>Writes the form with an e-mail address, for callers who keep no password as text.</summary>
    public static void Write(Utf8JsonWriter json, string email, ReadOnlySpan<char> password)
    {
        json.WriteStartObject();
        json.WriteString(EmailName, email);
        json.WriteString(PasswordName, password);
        json.WriteEndObject();
    }

    /// <summary>Without the password.</summary>
    public override string ToString() => $"SignInRequest {{ Email = {Email}, Tenant = {Tenant}, Username = {Username} }}";
}
