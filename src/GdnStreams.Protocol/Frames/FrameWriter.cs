using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace GdnStreams.Protocol;

/// <summary>Writes frames into one buffer that it reuses: no allocation per frame. One writer belongs to one socket; not thread-safe.</summary>
public sealed class FrameWriter : IDisposable
{
    private static readonly JsonEncodedText MessageIdName = JsonEncodedText.Encode("messageId");
    private readonly PooledBuffer _buffer = new();
    private readonly Utf8JsonWriter _json;

    /// <summary>Creates a writer with a small buffer that grows with its frames.</summary>
    public FrameWriter() => _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    });

    /// <summary>Writes a message to publish. The result is valid until the next write.</summary>
    public ReadOnlyMemory<byte> Write(ProducerMessage frame) => Write(frame, FrameJson.Instance.ProducerMessage);

    /// <summary>Writes a message to publish, without an allocation. The result is valid until the next write.</summary>
    public ReadOnlyMemory<byte> Write(PublishFrame frame)
    {
        Begin();
        frame.WriteTo(_json);
        return End();
    }

    /// <summary>Writes an acknowledgement. The result is valid until the next write.</summary>
    public ReadOnlyMemory<byte> Write(ProducerAck frame) => Write(frame, FrameJson.Instance.ProducerAck);

    /// <summary>Writes the acknowledgement of a stored message, without an allocation. The result is valid until the next write.</summary>
    internal ReadOnlyMemory<byte> WriteStored(MessagePosition position, string? context)
    {
        Begin();
        ProducerAck.WriteStored(_json, position, context);
        return End();
    }

    /// <summary>Writes a message to deliver. The result is valid until the next write.</summary>
    public ReadOnlyMemory<byte> Write(ConsumerMessage frame) => Write(frame, FrameJson.Instance.ConsumerMessage);

    /// <summary>Writes a message to deliver, without an allocation. The result is valid until the next write.</summary>
    internal ReadOnlyMemory<byte> Write(DeliveryFrame frame)
    {
        Begin();
        frame.WriteTo(_json);
        return End();
    }

    /// <summary>Writes a consumer's command. The result is valid until the next write.</summary>
    public ReadOnlyMemory<byte> Write(ConsumerCommand frame)
    {
        if (frame is not { Type: null, MessageId: { } id, PermitMessages: null })
        {
            return Write(frame, FrameJson.Instance.ConsumerCommand);
        }

        // An acknowledgement, as nearly all of them.
        Begin();
        _json.WriteStartObject();
        _json.WriteString(MessageIdName, id);
        _json.WriteEndObject();
        return End();
    }

    /// <summary>Writes an end-of-topic answer. The result is valid until the next write.</summary>
    public ReadOnlyMemory<byte> Write(EndOfTopic frame) => Write(frame, FrameJson.Instance.EndOfTopic);

    /// <summary>Gives the memory of a large frame back now instead of at the next one.</summary>
    internal void Shrink() => _buffer.Clear();

    /// <inheritdoc/>
    public void Dispose()
    {
        _json.Dispose();
        _buffer.Dispose();
    }

    private ReadOnlyMemory<byte> Write<T>(T frame, JsonTypeInfo<T> type)
    {
        Begin();
        JsonSerializer.Serialize(_json, frame, type);
        return End();
    }

    private void Begin()
    {
        _buffer.Clear();
        _json.Reset();
    }

    private ReadOnlyMemory<byte> End()
    {
        _json.Flush();
        return _buffer.Written;
    }
}
