using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>One subscription of a stream.</summary>
internal sealed record SubscriptionStats
{
    /// <summary>Messages not yet acknowledged.</summary>
    [JsonPropertyName("msgBacklog")]
    public long Backlog { get; set; }

    /// <summary>Bytes not yet acknowledged; -1 where it was not asked for.</summary>
    [JsonPropertyName("backlogSize")]
    public long BacklogSize { get; set; } = -1;

    /// <summary>Messages delivered and not yet acknowledged.</summary>
    [JsonPropertyName("unackedMessages")]
    public long UnacknowledgedMessages { get; set; }

    /// <summary>Messages that wait for their delivery time.</summary>
    [JsonPropertyName("msgDelayed")]
    public long DelayedMessages { get; set; }

    /// <summary>Messages delivered a second.</summary>
    [JsonPropertyName("msgRateOut")]
    public double MessageRateOut { get; set; }

    /// <summary>Messages delivered since the server started.</summary>
    [JsonPropertyName("msgOutCounter")]
    public long MessagesOut { get; set; }

    /// <summary>Messages redelivered a second.</summary>
    [JsonPropertyName("msgRateRedeliver")]
    public double RedeliveryRate { get; set; }

    /// <summary>Type as on the wire (<c>Key_Shared</c>); absent before the first consumer.</summary>
    [JsonPropertyName("type")]
    public string? Type { get; set; }

    /// <summary>The consumer that receives, for Failover and Exclusive.</summary>
    [JsonPropertyName("activeConsumerName")]
    public string? ActiveConsumerName { get; set; }

    /// <summary>Connected consumers.</summary>
    [JsonPropertyName("consumers")]
    public IReadOnlyList<ConsumerStats> Consumers { get; set; } = [];

    /// <summary>Whether it outlives its consumers.</summary>
    [JsonPropertyName("isDurable")]
    public bool IsDurable { get; set; } = true;

    /// <summary>Always false here.</summary>
    [JsonPropertyName("isReplicated")]
    public bool IsReplicated { get; set; }
}
