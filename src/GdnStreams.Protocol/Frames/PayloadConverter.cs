using System.Text.Json;
using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Base64 with optional padding; anything else is <see cref="FrameErrorCode.PayloadEncoding"/>.</summary>
internal sealed class PayloadConverter : JsonConverter<ReadOnlyMemory<byte>?>
{
    public override ReadOnlyMemory<byte>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            throw new JsonException("payload must be text.");
        }

        var decoded = reader is { TokenType: JsonTokenType.String, ValueIsEscaped: false, HasValueSequence: false }
            ? Base64Text.TryDecode(reader.ValueSpan, out var bytes)
            : Base64Text.TryDecode(LenientTextConverter.ReadScalar(ref reader) ?? " ", out bytes);
        return decoded
            ? bytes
            : throw new FrameFaultException(FrameErrorCode.PayloadEncoding, "Invalid Base64 message-payload: standard alphabet, without line breaks.");
    }

    public override void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte>? value, JsonSerializerOptions options)
    {
        if (value is { } bytes)
        {
            writer.WriteBase64StringValue(bytes.Span);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
