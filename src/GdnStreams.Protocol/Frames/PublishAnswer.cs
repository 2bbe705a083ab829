using System.Buffers.Text;
using System.Text.Json;

namespace GdnStreams.Protocol;

/// <summary>The usual <see cref="ProducerAck"/>, read in place: a message was stored, and its context was a number.</summary>
public readonly ref struct PublishAnswer
{
    private readonly ReadOnlySpan<byte> _messageId;

    private PublishAnswer(long context, ReadOnlySpan<byte> messageId)
    {
        Context = context;
        _messageId = messageId;
    }

    /// <summary>The number given with <see cref="PublishFrame.Context"/>.</summary>
    public long Context { get; }

    /// <summary>Where the message was stored; allocates its text.</summary>
    public MessageId ReadMessageId() =>
#if NETSTANDARD2_0
        new(System.Text.Encoding.UTF8.GetString(_messageId.ToArray()));
#else
        new(System.Text.Encoding.UTF8.GetString(_messageId));
#endif

    /// <summary>Reads a frame without an allocation; false for every other frame, which <see cref="Frames.ReadProducerAck"/> reads.</summary>
    public static bool TryRead(ReadOnlySpan<byte> utf8, out PublishAnswer answer)
    {
        answer = default;
        var reader = new Utf8JsonReader(utf8);
        try
        {
            var (ok, context) = (false, -1L);
            ReadOnlySpan<byte> messageId = default;
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var (isResult, isContext, isId) = (reader.ValueTextEquals("result"u8), reader.ValueTextEquals("context"u8), reader.ValueTextEquals("messageId"u8));
                if (!reader.Read())
                {
                    return false;
                }

                if (isResult)
                {
                    ok = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("ok"u8);
                }
                else if (isContext)
                {
                    context = reader.TokenType == JsonTokenType.String ? ContextOf(reader.ValueSpan) : -1;
                }
                else if (isId && reader is { TokenType: JsonTokenType.String, ValueIsEscaped: false })
                {
                    messageId = reader.ValueSpan;
                }
                else
                {
                    reader.Skip();
                }
            }

            answer = new PublishAnswer(context, messageId);
            return ok && context >= 0 && messageId.Length > 0;
        }
        catch (JsonException)
        {
            // The full parser reports what is wrong with it.
            return false;
        }
    }

    // A context comes back exactly as it was sent, and we never write a number as -0, +7 or 07.
    private static long ContextOf(ReadOnlySpan<byte> text) =>
        text.Length > 0 && text[0] is >= (byte)'0' and <= (byte)'9' && (text[0] != '0' || text.Length == 1)
        && Utf8Parser.TryParse(text, out long number, out var used) && used == text.Length ? number : -1;
}
