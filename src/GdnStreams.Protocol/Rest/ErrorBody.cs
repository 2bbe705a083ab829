using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>What every failed GDN call answers. All four keys are always there: jsC8 recognises an error by them.</summary>
internal sealed record ErrorBody
{
    /// <summary>Always true.</summary>
    [JsonPropertyName("error")]
    public bool Error { get; set; } = true;

    /// <summary>The HTTP status again.</summary>
    [JsonPropertyName("code")]
    public int Code { get; set; }

    /// <summary>GDN's number, see <see cref="ErrorStatuses"/>.</summary>
    [JsonPropertyName("errorNum")]
    public int ErrorNum { get; set; }

    /// <summary>The reason, for people.</summary>
    [JsonPropertyName("errorMessage")]
    public string ErrorMessage { get; set; } = "";

    /// <summary>The body for a code.</summary>
    public static ErrorBody Of(GdnErrorCode code, string message) =>
        new() { Code = ErrorStatuses.ToStatus(code), ErrorNum = ErrorStatuses.ToErrorNumber(code), ErrorMessage = message };
}
