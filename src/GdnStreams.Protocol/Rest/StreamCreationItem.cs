using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>What became of one of many streams: its name with the prefix, or the error that a call for it alone would have answered.</summary>
internal sealed record StreamCreationItem
{
    /// <summary>The name with its prefix, of a stream that was created.</summary>
    [JsonPropertyName("stream-id")]
    public string? StreamId { get; set; }

    /// <summary>True where it was not created, else absent.</summary>
    [JsonPropertyName("error")]
    public bool? Error { get; set; }

    /// <summary>The HTTP status of the call for it alone.</summary>
    [JsonPropertyName("code")]
    public int? Code { get; set; }

    /// <summary>GDN's number, see <see cref="ErrorStatuses"/>.</summary>
    [JsonPropertyName("errorNum")]
    public int? ErrorNum { get; set; }

    /// <summary>The reason, for people.</summary>
    [JsonPropertyName("errorMessage")]
    public string? ErrorMessage { get; set; }

    /// <summary>The item of a stream.</summary>
    /// <param name="stream">Its name.</param>
    /// <param name="failure">Why it was not created; null where it was.</param>
    public static StreamCreationItem Of(StreamName stream, GdnException? failure) => failure is null ? new() { StreamId = stream.Topic } : Of(failure);

    /// <summary>The item of a stream that was not created.</summary>
    public static StreamCreationItem Of(GdnException failure) => new()
    {
        Error = true, Code = ErrorStatuses.ToStatus(failure.Code), ErrorNum = ErrorStatuses.ToErrorNumber(failure.Code), ErrorMessage = failure.Message,
    };
}
