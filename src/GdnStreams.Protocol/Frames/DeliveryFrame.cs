using System.Text.Json;

namespace GdnStreams.Protocol;

/// <summary>Writes a <see cref="ConsumerMessage"/> without making one: the way of a server that delivers very many.</summary>
/// <remarks>It writes what the generated serializer writes, to the byte; a test holds the two together.</remarks>
internal readonly ref struct DeliveryFrame
{
    private static readonly JsonEncodedText MessageIdName = JsonEncodedText.Encode("messageId");
    private static readonly JsonEncodedText PayloadName = JsonEncodedText.Encode("payload");
    private static readonly JsonEncodedText PropertiesName = JsonEncodedText.Encode("properties");
    private static readonly JsonEncodedText PublishTimeName = JsonEncodedText.Encode("publishTime");
    private static readonly JsonEncodedText RedeliveryCountName = JsonEncodedText.Encode("redeliveryCount");
    private static readonly JsonEncodedText EventTimeName = JsonEncodedText.Encode("eventTime");
    private static readonly JsonEncodedText KeyName = JsonEncodedText.Encode("key");

    /// <summary>What to acknowledge.</summary>
    public MessagePosition Position { get; init; }

    /// <summary>The bytes of the message.</summary>
    public ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>User's properties; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Properties { get; init; }

    /// <summary>When the server took the message, in milliseconds since 1970.</summary>
    public long PublishTime { get; init; }

    /// <summary>How many times it was delivered before.</summary>
    public int RedeliveryCount { get; init; }

    /// <summary>The publisher's event time in milliseconds since 1970, if any.</summary>
    public long? EventTime { get; init; }

    /// <summary>The publisher's key, if any.</summary>
    public string? Key { get; init; }

    internal void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        Span<byte> position = stackalloc byte[MessagePosition.MostBytes];
        json.WriteBase64String(MessageIdName, position.Slice(0, Position.Write(position)));
        json.WriteBase64String(PayloadName, Payload);
        json.WritePropertyName(PropertiesName);
        PropertiesConverter.WriteTo(json, Properties ?? ConsumerMessage.NoProperties);
        WriteTime(json, PublishTimeName, PublishTime);
        json.WriteNumber(RedeliveryCountName, RedeliveryCount);
        if (EventTime is { } eventTime)
        {
            WriteTime(json, EventTimeName, eventTime);
        }

        if (Key is not null)
        {
            json.WriteString(KeyName, Key);
        }

        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, JsonEncodedText name, long milliseconds)
    {
        json.WritePropertyName(name);
        PulsarTimeConverter.WriteTo(json, DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
    }
}
