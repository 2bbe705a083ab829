using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>One connected consumer.</summary>
internal sealed record ConsumerStats
{
    /// <summary>Name of the consumer.</summary>
    [JsonPropertyName("consumerName")]
    public string ConsumerName { get; set; } = "";

    /// <summary>Messages delivered a second.</summary>
    [JsonPropertyName("msgRateOut")]
    public double MessageRateOut { get; set; }

    /// <summary>Messages it may still be sent.</summary>
    [JsonPropertyName("availablePermits")]
    public int AvailablePermits { get; set; }

    /// <summary>Messages it has and did not acknowledge.</summary>
    [JsonPropertyName("unackedMessages")]
    public int UnacknowledgedMessages { get; set; }

    /// <summary>When it connected, ISO 8601.</summary>
    [JsonPropertyName("connectedSince")]
    public string ConnectedSince { get; set; } = "";

    /// <summary>Its network address.</summary>
    [JsonPropertyName("address")]
    public string Address { get; set; } = "";
}
