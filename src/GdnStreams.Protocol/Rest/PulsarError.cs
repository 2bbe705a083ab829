using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>What every failed call of Pulsar's administration answers.</summary>
internal sealed record PulsarError
{
    /// <summary>For people; begins with what it is about: <c>Topic</c>, <c>Subscription</c>, <c>Namespace</c>.</summary>
    [JsonPropertyName("reason")]
    public string? Reason { get; set; }
}
