using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Answer of <c>POST /apid/otp</c>: a password for one socket, valid for 10 seconds.</summary>
internal sealed record OtpReply
{
    /// <summary>Secret.</summary>
    [JsonPropertyName("otp")]
    public string Otp { get; set; } = "";

    /// <summary>Without the password.</summary>
    public override string ToString() => nameof(OtpReply);
}
