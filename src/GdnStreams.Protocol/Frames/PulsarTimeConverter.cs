using System.Text.Json;
using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Times of delivered messages: read leniently, because servers of several ages write them.</summary>
internal sealed class PulsarTimeConverter : JsonConverter<DateTimeOffset>
{
#if !NETSTANDARD2_0
    private const int MillisecondsEnd = 23;
    private const int OffsetStart = 27;
    private const int RoundTripBytes = 33;

#endif
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        PulsarTime.TryRead(reader.GetString(), out var value) ? value : throw new JsonException("Not a time.");

    /// <summary>Reads a time as today's servers write it, in UTC; false for every other.</summary>
    public static bool TryReadUtc(ref Utf8JsonReader reader, out DateTimeOffset value)
    {
        value = default;
        return reader is { ValueIsEscaped: false, HasValueSequence: false } && reader.ValueSpan.Length > 0 && reader.ValueSpan[reader.ValueSpan.Length - 1] == (byte)'Z'
            && reader.TryGetDateTimeOffset(out value);
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => WriteTo(writer, value);

    public static void WriteTo(Utf8JsonWriter writer, DateTimeOffset value)
    {
#if NETSTANDARD2_0
        writer.WriteStringValue(PulsarTime.Write(value));
#else
        // "O" is by far the quickest form, and always "2026-01-02T03:04:05.0670000+00:00": its fraction is cut.
        Span<byte> text = stackalloc byte[RoundTripBytes];
        value.TryFormat(text, out _, "O", System.Globalization.CultureInfo.InvariantCulture);
        var length = text[..MillisecondsEnd].TrimEnd((byte)'0').Length;
        length = text[length - 1] == '.' ? length - 1 : length;
        if (value.Offset == TimeSpan.Zero)
        {
            text[length++] = (byte)'Z';
        }
        else
        {
            text[OffsetStart..].CopyTo(text[length..]);
            length += RoundTripBytes - OffsetStart;
        }

        writer.WriteStringValue(text[..length]);
#endif
    }
}
