using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>A push: what it is and how it is doing since the server started.</summary>
internal sealed record PushItem
{
    /// <summary>The stream, with the prefix of its scope.</summary>
    [JsonPropertyName("topic")]
    public string Topic { get; set; } = "";

    /// <summary>The subscription.</summary>
    [JsonPropertyName("subscription")]
    public string Subscription { get; set; } = "";

    /// <summary>Where to, without the query, in which services keep keys: <c>?...</c> stands for it.</summary>
    [JsonPropertyName("url")]
    public string Url { get; set; } = "";

    /// <summary>Whether it has a secret, and so signs.</summary>
    [JsonPropertyName("signed")]
    public bool Signed { get; set; }

    /// <summary>Attempts before a message becomes a dead letter.</summary>
    [JsonPropertyName("maxAttempts")]
    public int MaxAttempts { get; set; }

    /// <summary>Stream of dead letters, with the prefix of its scope.</summary>
    [JsonPropertyName("deadLetterTopic")]
    public string DeadLetterTopic { get; set; } = "";

    /// <summary>Most requests a second; absent where there is no limit.</summary>
    [JsonPropertyName("ratePerSecond")]
    public double? RatePerSecond { get; set; }

    /// <summary>Seconds that an answer may take.</summary>
    [JsonPropertyName("timeoutInSeconds")]
    public int TimeoutInSeconds { get; set; }

    /// <summary>Whether it is to deliver.</summary>
    [JsonPropertyName("active")]
    public bool Active { get; set; }

    /// <summary><c>Delivering</c>, <c>Retrying</c>, <c>Blocked</c> or <c>Paused</c>.</summary>
    [JsonPropertyName("state")]
    public string State { get; set; } = "";

    /// <summary>Messages not acknowledged yet.</summary>
    [JsonPropertyName("backlog")]
    public long Backlog { get; set; }

    /// <summary>Messages that were delivered.</summary>
    [JsonPropertyName("delivered")]
    public long Delivered { get; set; }

    /// <summary>Attempts that failed.</summary>
    [JsonPropertyName("failed")]
    public long Failed { get; set; }

    /// <summary>Messages that became dead letters.</summary>
    [JsonPropertyName("deadLettered")]
    public long DeadLettered { get; set; }

    /// <summary>When a message was delivered last.</summary>
    [JsonPropertyName("lastDelivery")]
    public DateTimeOffset? LastDelivery { get; set; }

    /// <summary>What went wrong last; stays when it goes well again.</summary>
    [JsonPropertyName("lastError")]
    public string? LastError { get; set; }

    /// <summary>When that was.</summary>
    [JsonPropertyName("lastErrorTime")]
    public DateTimeOffset? LastErrorTime { get; set; }

    /// <summary>When it is tried again; absent where nothing waits for that.</summary>
    [JsonPropertyName("nextAttempt")]
    public DateTimeOffset? NextAttempt { get; set; }
}
