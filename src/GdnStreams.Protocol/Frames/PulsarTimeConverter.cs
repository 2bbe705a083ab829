using System.Text.Json;
using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Times of delivered messages: read leniently, because servers of several ages write them.</summary>
internal sealed class PulsarTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        PulsarTime.TryRead(reader.GetString(), out var value) ? value : throw new JsonException("Not a time.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => WriteTo(writer, value);

    public static void WriteTo(Utf8JsonWriter writer, DateTimeOffset value)
    {
#if NETSTANDARD2_0
        writer.WriteStringValue(PulsarTime.Write(value));
#else
        Span<char> text = stackalloc char[32];
        value.TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss.FFF", System.Globalization.CultureInfo.InvariantCulture);
        if (value.Offset == TimeSpan.Zero)
        {
            text[length++] = 'Z';
        }
        else
        {
            value.TryFormat(text[length..], out var offset, "zzz", System.Globalization.CultureInfo.InvariantCulture);
            length += offset;
        }

        writer.WriteStringValue(text[..length]);
#endif
    }
}
