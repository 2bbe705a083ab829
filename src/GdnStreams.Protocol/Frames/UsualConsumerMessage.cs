using System.Text.Json;

namespace GdnStreams.Protocol;

/// <summary>
/// Reads a <see cref="ConsumerMessage"/> as nearly all of them are, at a third of the generated serializer's cost. Whatever is not usual, wrong frames included, is
/// left to the serializer; a test holds the two together.
/// </summary>
internal static class UsualConsumerMessage
{
    private static readonly PropertiesConverter Properties = new();

    /// <summary>False for every frame that the serializer has to look at.</summary>
    public static bool TryRead(ReadOnlySpan<byte> utf8, out ConsumerMessage message)
    {
        message = null!;
        var reader = new Utf8JsonReader(utf8);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            string? id = null, key = null;
            var payload = Array.Empty<byte>();
            IReadOnlyDictionary<string, string>? properties = null;
            DateTimeOffset published = default;
            DateTimeOffset? happened = null;
            var redelivered = 0;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isRead;
                if (reader.ValueTextEquals("messageId"u8))
                {
                    isRead = TryReadText(ref reader, out id);
                }
                else if (reader.ValueTextEquals("payload"u8))
                {
                    isRead = reader.Read() && reader.TokenType == JsonTokenType.String && reader.TryGetBytesFromBase64(out payload!);
                }
                else if (reader.ValueTextEquals("properties"u8))
                {
                    isRead = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
                    properties = isRead ? Properties.Read(ref reader, typeof(IReadOnlyDictionary<string, string>), FrameJson.Instance.Options) : null;
                }
                else if (reader.ValueTextEquals("publishTime"u8))
                {
                    isRead = TryReadTime(ref reader, out published);
                }
                else if (reader.ValueTextEquals("redeliveryCount"u8))
                {
                    isRead = reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out redelivered);
                }
                else if (reader.ValueTextEquals("eventTime"u8))
                {
                    isRead = TryReadTime(ref reader, out var time);
                    happened = time;
                }
                else
                {
                    isRead = reader.ValueTextEquals("key"u8) && TryReadText(ref reader, out key);
                }

                if (!isRead)
                {
                    return false;
                }
            }

            if (id is null || properties is null || reader.TokenType != JsonTokenType.EndObject || reader.Read())
            {
                return false;
            }

            message = new ConsumerMessage
            {
                MessageId = new MessageId(id),
                Payload = payload,
                Properties = properties,
                PublishTime = published,
                RedeliveryCount = redelivered,
                EventTime = happened,
                Key = key,
            };
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FrameFaultException)
        {
            // The serializer says what is wrong with it.
            return false;
        }
    }

    private static bool TryReadText(ref Utf8JsonReader reader, out string? text)
    {
        text = reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return text is not null;
    }

    private static bool TryReadTime(ref Utf8JsonReader reader, out DateTimeOffset time)
    {
        time = default;
        return reader.Read() && reader.TokenType == JsonTokenType.String && PulsarTimeConverter.TryReadUtc(ref reader, out time);
    }
}
