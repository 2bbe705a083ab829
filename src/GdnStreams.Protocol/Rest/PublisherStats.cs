using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>One connected producer.</summary>
internal sealed record PublisherStats
{
    /// <summary>Number of the producer on its stream.</summary>
    [JsonPropertyName("producerId")]
    public long ProducerId { get; set; }

    /// <summary>Name of the producer.</summary>
    [JsonPropertyName("producerName")]
    public string ProducerName { get; set; } = "";

    /// <summary>Messages published a second.</summary>
    [JsonPropertyName("msgRateIn")]
    public double MessageRateIn { get; set; }

    /// <summary>Bytes published a second.</summary>
    [JsonPropertyName("msgThroughputIn")]
    public double ThroughputIn { get; set; }

    /// <summary>Mean size of a message, in bytes.</summary>
    [JsonPropertyName("averageMsgSize")]
    public double AverageMessageSize { get; set; }

    /// <summary>When it connected, ISO 8601.</summary>
    [JsonPropertyName("connectedSince")]
    public string ConnectedSince { get; set; } = "";

    /// <summary>Its network address.</summary>
    [JsonPropertyName("address")]
    public string Address { get; set; } = "";
}
