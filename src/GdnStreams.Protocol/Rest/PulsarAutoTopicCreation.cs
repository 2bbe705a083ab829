using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Whether sockets create missing topics of a Pulsar namespace.</summary>
internal sealed record PulsarAutoTopicCreation
{
    /// <summary>Whether they do.</summary>
    [JsonPropertyName("allowAutoTopicCreation")]
    public bool IsAllowed { get; set; }
}
