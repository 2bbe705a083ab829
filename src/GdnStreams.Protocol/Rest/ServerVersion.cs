using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Answer of <c>GET /_api/version</c>, without envelope.</summary>
public sealed record ServerVersion
{
    /// <summary>Always <c>C8DB</c>: what the official clients expect.</summary>
    [JsonPropertyName("server")]
    public string Server { get; init; } = "C8DB";

    /// <summary>Licence of the server.</summary>
    [JsonPropertyName("license")]
    public string License { get; init; } = "Apache-2.0";

    /// <summary>Version of the server.</summary>
    [JsonPropertyName("version")]
    public string Version { get; init; } = "";
}
