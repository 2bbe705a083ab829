using System.Text.Json;
using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>A flat object of text; numbers and booleans are read as text, nested values are refused, null is fatal (as in Pulsar).</summary>
internal sealed class PropertiesConverter : JsonConverter<IReadOnlyDictionary<string, string>>
{
    public override IReadOnlyDictionary<string, string>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("properties must be an object.");
        }

        Dictionary<string, string>? properties = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            properties ??= new Dictionary<string, string>(StringComparer.Ordinal);
            properties[name] = LenientTextConverter.ReadScalar(ref reader) ?? throw new FrameFaultException(FrameErrorCode.Unknown, $"The property '{name}' is null.", closesSocket: true);
        }

        return properties ?? ConsumerMessage.NoProperties;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> value, JsonSerializerOptions options) => WriteTo(writer, value);

    public static void WriteTo(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> value)
    {
        writer.WriteStartObject();
        if (value is Dictionary<string, string> dictionary)
        {
            foreach (var pair in dictionary)
            {
                writer.WriteString(pair.Key, pair.Value);
            }
        }
        else
        {
            foreach (var pair in value)
            {
                writer.WriteString(pair.Key, pair.Value);
            }
        }

        writer.WriteEndObject();
    }
}
