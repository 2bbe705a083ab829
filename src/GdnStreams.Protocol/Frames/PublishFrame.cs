using System.Buffers.Text;
using System.Text.Json;

namespace GdnStreams.Protocol;

/// <summary>Writes a <see cref="ProducerMessage"/> without making one: the way of clients that send very many.</summary>
/// <remarks>It writes what the generated serializer writes, to the byte; a test holds the two together.</remarks>
public readonly ref struct PublishFrame
{
    private static readonly JsonEncodedText PayloadName = JsonEncodedText.Encode(ProducerMessage.PayloadName);
    private static readonly JsonEncodedText PropertiesName = JsonEncodedText.Encode(ProducerMessage.PropertiesName);
    private static readonly JsonEncodedText ContextName = JsonEncodedText.Encode(ProducerMessage.ContextName);
    private static readonly JsonEncodedText KeyName = JsonEncodedText.Encode(ProducerMessage.KeyName);
    private static readonly JsonEncodedText ClustersName = JsonEncodedText.Encode(ProducerMessage.ReplicationClustersName);
    private static readonly JsonEncodedText EventTimeName = JsonEncodedText.Encode(ProducerMessage.EventTimeName);
    private static readonly JsonEncodedText DeliverAtName = JsonEncodedText.Encode(ProducerMessage.DeliverAtName);
    private static readonly JsonEncodedText DeliverAfterName = JsonEncodedText.Encode(ProducerMessage.DeliverAfterMsName);

    /// <summary>The bytes of the message.</summary>
    public ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>User's properties; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Properties { get; init; }

    /// <summary>Number that the acknowledgement brings back as text.</summary>
    public long Context { get; init; }

    /// <summary>Key for partitions, Key_Shared order and compaction.</summary>
    public string? Key { get; init; }

    /// <summary>Clusters to replicate to; all when null.</summary>
    public IReadOnlyList<string>? ReplicationClusters { get; init; }

    /// <summary>When the thing happened that the message tells of.</summary>
    public DateTimeOffset? EventTime { get; init; }

    /// <summary>Deliver not before this instant, in milliseconds since 1970.</summary>
    public long? DeliverAt { get; init; }

    /// <summary>Deliver not before this many milliseconds from now.</summary>
    public long? DeliverAfterMs { get; init; }

    internal void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteBase64String(PayloadName, Payload);
        if (Properties is not null)
        {
            json.WritePropertyName(PropertiesName);
            PropertiesConverter.WriteTo(json, Properties);
        }

        Span<byte> context = stackalloc byte[20];
        Utf8Formatter.TryFormat(Context, context, out var length);
        json.WriteString(ContextName, context.Slice(0, length));
        if (Key is not null)
        {
            json.WriteString(KeyName, Key);
        }

        if (ReplicationClusters is not null)
        {
            json.WriteStartArray(ClustersName);
            foreach (var cluster in ReplicationClusters)
            {
                json.WriteStringValue(cluster);
            }

            json.WriteEndArray();
        }

        if (EventTime is { } eventTime)
        {
            json.WriteString(EventTimeName, PulsarTime.Write(eventTime));
        }

        if (DeliverAt is { } at)
        {
            json.WriteNumber(DeliverAtName, at);
        }

        if (DeliverAfterMs is { } after)
        {
            json.WriteNumber(DeliverAfterName, after);
        }

        json.WriteEndObject();
    }
}
