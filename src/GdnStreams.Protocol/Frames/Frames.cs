using System.Text.Json;

namespace GdnStreams.Protocol;

/// <summary>Reads frames. Writing is <see cref="FrameWriter"/>.</summary>
public static class Frames
{
    private static readonly FrameJson Json = FrameJson.Instance;

    /// <summary>Server: reads a published message, or says what is wrong with it as Pulsar does.</summary>
    public static bool TryReadProducerMessage(ReadOnlySpan<byte> utf8, out ProducerMessage message, out FrameFault fault)
    {
        fault = default;
        if (UsualProducerMessage.TryRead(utf8, out message))
        {
            return true;
        }

        try
        {
            if (JsonSerializer.Deserialize(utf8, Json.ProducerMessage) is { Payload: not null } read)
            {
                message = read;
                return true;
            }

            fault = new FrameFault(FrameErrorCode.PayloadEncoding, "The frame has no payload.", ReadContext(utf8), ClosesSocket: false);
        }
        catch (FrameFaultException e)
        {
            fault = new FrameFault(e.Code, e.Message, ReadContext(utf8), e.ClosesSocket);
        }
        catch (JsonException e)
        {
            fault = new FrameFault(FrameErrorCode.Deserialize, e.Message, Context: null, ClosesSocket: false);
        }

        return false;
    }

    /// <summary>Server: reads what a consumer or reader says; false where it is not the expected JSON.</summary>
    public static bool TryReadConsumerCommand(ReadOnlySpan<byte> utf8, out ConsumerCommand command)
    {
        try
        {
            command = JsonSerializer.Deserialize(utf8, Json.ConsumerCommand)!;
            return command is not null;
        }
        catch (JsonException)
        {
            command = null!;
            return false;
        }
    }

    /// <summary>Server: reads the usual acknowledgement, <c>{"messageId":"..."}</c>, without an allocation; false for every other frame, which <see cref="TryReadConsumerCommand"/> reads.</summary>
    internal static bool TryReadAcknowledgement(ReadOnlySpan<byte> utf8, out MessagePosition position)
    {
        // As most clients write it, to the byte.
        ReadOnlySpan<byte> begin = "{\"messageId\":\""u8, end = "\"}"u8;
        if (utf8.Length >= begin.Length + end.Length && utf8.StartsWith(begin) && utf8.EndsWith(end)
            && MessagePosition.TryParse(utf8.Slice(begin.Length, utf8.Length - begin.Length - end.Length), out position))
        {
            return true;
        }

        position = MessagePosition.Earliest;
        var reader = new Utf8JsonReader(utf8);
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject
                && reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("messageId"u8)
                && reader.Read() && reader is { TokenType: JsonTokenType.String, ValueIsEscaped: false }
                && MessagePosition.TryParse(reader.ValueSpan, out position)
                && reader.Read() && reader.TokenType == JsonTokenType.EndObject
                && !reader.Read();
        }
        catch (JsonException)
        {
            return false; // Whoever reads it as any command says what is wrong with it.
        }
    }

    /// <summary>Client: reads the answer to a published message.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.ProtocolViolation"/></exception>
    public static ProducerAck ReadProducerAck(ReadOnlySpan<byte> utf8) => Read(utf8, Json.ProducerAck, "an acknowledgement");

    /// <summary>Client: reads what a consumer or reader receives. Null means the frame was an <see cref="EndOfTopic"/>.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.ProtocolViolation"/></exception>
    public static ConsumerMessage? ReadConsumerFrame(ReadOnlySpan<byte> utf8, out bool endOfTopic)
    {
        endOfTopic = false;
        if (UsualConsumerMessage.TryRead(utf8, out var usual) && !usual.MessageId.IsNone)
        {
            return usual;
        }

        if (utf8.Length < 64 && utf8.IndexOf("\"endOfTopic\""u8) >= 0)
        {
            endOfTopic = Read(utf8, Json.EndOfTopic, "an end-of-topic answer").Reached;
            return null;
        }

        var message = Read(utf8, Json.ConsumerMessage, "a message");
        return message.MessageId.IsNone ? throw NotUnderstood("a message", null) : message;
    }

    private static T Read<T>(ReadOnlySpan<byte> utf8, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, string what)
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, type) ?? throw NotUnderstood(what, null);
        }
        catch (Exception e) when (e is JsonException or FrameFaultException)
        {
            throw NotUnderstood(what, e);
        }
    }

    private static GdnException NotUnderstood(string what, Exception? cause) =>
        new(GdnErrorCode.ProtocolViolation, $"The server sent a frame that is not {what}. Is this address a GDN or Pulsar WebSocket service?", cause);

    private static string? ReadContext(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals("context"u8) && reader.Read())
                {
                    return LenientTextConverter.ReadScalar(ref reader);
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The frame cannot be read further, or its context is not valid text (half a surrogate pair): there is no context to echo.
        }

        return null;
    }
}
