using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>What a push is to be; of a push that exists, what is absent stays as it is.</summary>
internal sealed record PushBody
{
    /// <summary>Where to: https, or http on the server's own machine. Needed for a new push.</summary>
    [JsonPropertyName("url")]
    public string? Url { get; set; }

    /// <summary>What signs the requests; empty takes it back. No answer shows it.</summary>
    [JsonPropertyName("secret")]
    public string? Secret { get; set; }

    /// <summary>Attempts before a message becomes a dead letter, 1 to 1,000; 10 for a new push.</summary>
    [JsonPropertyName("maxAttempts")]
    public int? MaxAttempts { get; set; }

    /// <summary>Stream of dead letters, in the same fabric; <c>{stream}-{subscription}-DLQ</c> for a new push.</summary>
    [JsonPropertyName("deadLetterTopic")]
    public string? DeadLetterTopic { get; set; }

    /// <summary>Most requests a second, 0.01 to 1,000; 0 is no limit, as for a new push.</summary>
    [JsonPropertyName("ratePerSecond")]
    public double? RatePerSecond { get; set; }

    /// <summary>Seconds that an answer may take, 1 to 300; 30 for a new push.</summary>
    [JsonPropertyName("timeoutInSeconds")]
    public int? TimeoutInSeconds { get; set; }

    /// <summary>Whether it delivers; true for a new push.</summary>
    [JsonPropertyName("active")]
    public bool? Active { get; set; }

    /// <summary>Without the secret, and without the address, which may hold another.</summary>
    public override string ToString() => nameof(PushBody);
}
