using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>The frame that delivers one message: server to client on a consumer or reader socket.</summary>
public sealed record ConsumerMessage
{
    /// <summary>What to acknowledge.</summary>
    [JsonPropertyName("messageId")]
    public MessageId MessageId { get; init; }

    /// <summary>The bytes of the message; Base64 on the wire, <c>""</c> when empty.</summary>
    [JsonPropertyName("payload")]
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>User's properties; <c>{}</c> on the wire when there are none.</summary>
    [JsonPropertyName("properties"), JsonConverter(typeof(PropertiesConverter))]
    public IReadOnlyDictionary<string, string> Properties { get; init; } = NoProperties;

    /// <summary>When the server took the message.</summary>
    [JsonPropertyName("publishTime"), JsonConverter(typeof(PulsarTimeConverter))]
    public DateTimeOffset PublishTime { get; init; }

    /// <summary>How many times it was delivered before; counted for Shared and Key_Shared only.</summary>
    [JsonPropertyName("redeliveryCount")]
    public int RedeliveryCount { get; init; }

    /// <summary>The publisher's event time; absent where none was given.</summary>
    [JsonPropertyName("eventTime"), JsonConverter(typeof(PulsarTimeConverter))]
    public DateTimeOffset? EventTime { get; init; }

    /// <summary>The publisher's key; absent where none was given.</summary>
    [JsonPropertyName("key")]
    public string? Key { get; init; }

    /// <summary>The empty set of properties.</summary>
    [JsonIgnore]
    public static IReadOnlyDictionary<string, string> NoProperties { get; } = new Dictionary<string, string>(0);
}
