using System.Text.Json.Serialization;

namespace GdnStreams.Server.Commands;

/// <summary>The line a started server prints.</summary>
internal sealed record ServerReady
{
    [JsonPropertyName("url")]
    public required string Url { get; init; }

    [JsonPropertyName("httpsUrl")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? HttpsUrl { get; init; }

    /// <summary>The development certificate, which a client has to trust.</summary>
    [JsonPropertyName("certificate")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Certificate { get; init; }

    /// <summary>The file with user, password and API key that a new data directory got.</summary>
    [JsonPropertyName("credentials")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Credentials { get; init; }

    [JsonPropertyName("pid")]
    public int ProcessId { get; init; }
}
