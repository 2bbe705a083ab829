using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>How long messages are kept that every subscription acknowledged, in Pulsar's words. What is absent is inherited.</summary>
internal sealed record RetentionBody
{
    /// <summary>Minutes to keep them; 0 is not at all, -1 for ever.</summary>
    [JsonPropertyName("retentionTimeInMinutes")]
    public long? TimeInMinutes { get; set; }

    /// <summary>Megabytes to keep; 0 is none, -1 all.</summary>
    [JsonPropertyName("retentionSizeInMB")]
    public long? SizeInMegabytes { get; set; }

    /// <summary>Seconds after which a message counts as acknowledged; 0 is never.</summary>
    [JsonPropertyName("messageTTLInSeconds")]
    public long? MessageTtlInSeconds { get; set; }
}
