using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>One connected consumer.</summary>
public sealed record ConsumerStats
{
    /// <summary>Name of the consumer.</summary>
    [JsonPropertyName("consumerName")]
    public string ConsumerName { get; init; } = "";

    /// <summary>Messages delivered a second.</summary>
    [JsonPropertyName("msgRateOut")]
    public double MessageRateOut { get; init; }

    /// <summary>Messages it may still be sent.</summary>
    [JsonPropertyName("availablePermits")]
    public int AvailablePermits { get; init; }

    /// <summary>Messages it has and did not acknowledge.</summary>
    [JsonPropertyName("unackedMessages")]
    public int UnacknowledgedMessages { get; init; }

    /// <summary>When it connected, ISO 8601.</summary>
    [JsonPropertyName("connectedSince")]
    public string ConnectedSince { get; init; } = "";

    /// <summary>Its network address.</summary>
    [JsonPropertyName("address")]
    public string Address { get; init; } = "";
}
