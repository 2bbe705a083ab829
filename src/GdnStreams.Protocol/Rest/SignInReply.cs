using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Answer of <c>POST /_open/auth</c>: exactly these three fields, no envelope (recorded).</summary>
internal sealed record SignInReply
{
    /// <summary>JSON web token, valid for 12 hours. Secret.</summary>
    [JsonPropertyName("jwt")]
    public string Jwt { get; set; } = "";

    /// <summary>The user's tenant.</summary>
    [JsonPropertyName("tenant")]
    public string Tenant { get; set; } = "";

    /// <summary>The user's name within the tenant.</summary>
    [JsonPropertyName("username")]
    public string Username { get; set; } = "";

    /// <summary>Without the token.</summary>
    public override string ToString() => $"SignInReply {{ Tenant = {Tenant}, Username = {Username} }}";
}
