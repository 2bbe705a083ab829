using System.Text.Json;
using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>A publisher's event time: ISO 8601 text, else <see cref="FrameErrorCode.PayloadEncoding"/>, as in Pulsar.</summary>
internal sealed class EventTimeConverter : JsonConverter<DateTimeOffset?>
{
    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = LenientTextConverter.ReadScalar(ref reader);
        if (text is null)
        {
            return null;
        }

        return reader.TokenType == JsonTokenType.String && PulsarTime.TryRead(text, out var value)
            ? value
            : throw new FrameFaultException(FrameErrorCode.PayloadEncoding, $"Invalid eventTime '{text}': ISO 8601 text with offset, such as 2026-01-02T03:04:05.678Z.");
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options)
    {
        if (value is { } time)
        {
            writer.WriteStringValue(PulsarTime.Write(time));
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
