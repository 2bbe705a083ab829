using System.Text.Json;

namespace GdnStreams.Protocol;

/// <summary>
/// Reads a <see cref="ProducerMessage"/> as nearly all of them are, at a third of the generated serializer's cost. Whatever is not usual, wrong frames included, is
/// left to the serializer; a test holds the two together.
/// </summary>
internal static class UsualProducerMessage
{
    private static readonly PropertiesConverter Properties = new();

    /// <summary>False for every frame that the serializer has to look at.</summary>
    public static bool TryRead(ReadOnlySpan<byte> utf8, out ProducerMessage message)
    {
        message = null!;
        var reader = new Utf8JsonReader(utf8);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            byte[]? payload = null;
            string? context = null, key = null;
            IReadOnlyDictionary<string, string>? properties = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("payload"u8))
                {
                    if (!reader.Read() || reader is not { TokenType: JsonTokenType.String, ValueIsEscaped: false } || !Base64Text.TryDecode(reader.ValueSpan, out payload))
                    {
                        return false;
                    }
                }
                else if (reader.ValueTextEquals("context"u8))
                {
                    reader.Read();
                    context = LenientTextConverter.ReadScalar(ref reader);
                }
                else if (reader.ValueTextEquals("key"u8))
                {
                    reader.Read();
                    key = LenientTextConverter.ReadScalar(ref reader);
                }
                else if (reader.ValueTextEquals("properties"u8))
                {
                    reader.Read();
                    properties = Properties.Read(ref reader, typeof(IReadOnlyDictionary<string, string>), FrameJson.Instance.Options);
                }
                else
                {
                    return false;
                }
            }

            if (payload is null || reader.TokenType != JsonTokenType.EndObject || reader.Read())
            {
                return false;
            }

            message = new ProducerMessage { Payload = payload, Context = context, Key = key, Properties = properties };
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FrameFaultException)
        {
            // The serializer says what is wrong with it.
            return false;
        }
    }
}
