using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Answer of <c>GET /_api/version</c>, without envelope.</summary>
internal sealed record VersionReply
{
    /// <summary>Always <c>C8DB</c>: what the official clients expect.</summary>
    [JsonPropertyName("server")]
    public string Server { get; set; } = "C8DB";

    /// <summary>Licence of the server.</summary>
    [JsonPropertyName("license")]
    public string License { get; set; } = "Apache-2.0";

    /// <summary>Version of the server.</summary>
    [JsonPropertyName("version")]
    public string Version { get; set; } = "";

    /// <summary>Where its streams are, one of <see cref="EngineNames"/>; null where it does not tell, as GDN itself.</summary>
    [JsonPropertyName("engine")]
    public string? Engine { get; set; }
}
