using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>The frame that answers each published message: server to client on a producer socket.</summary>
public sealed record ProducerAck
{
    private const string ResultName = "result";
    private const string MessageIdName = "messageId";
    private const string ContextName = "context";
    private const string ErrorCodeName = "errorCode";
    private const string SchemaVersionName = "schemaVersion";
    private const string Ok = "ok";
    private const string SendError = "send-error:";

    /// <summary><c>ok</c>, or <c>send-error:</c> with a <see cref="FrameErrorCode"/>.</summary>
    [JsonPropertyName(ResultName)]
    public string Result { get; init; } = Ok;

    /// <summary>Where the message was stored; none on failure. (-1,-1) where the broker dropped a duplicate.</summary>
    [JsonPropertyName(MessageIdName)]
    public MessageId? MessageId { get; init; }

    /// <summary>Why it failed.</summary>
    [JsonPropertyName("errorMsg")]
    public string? ErrorMsg { get; init; }

    /// <summary>The context of the published frame; absent where it had none or could not be read.</summary>
    [JsonPropertyName(ContextName)]
    public string? Context { get; init; }

    /// <summary>Always 0: Pulsar writes it and it is not the error's code.</summary>
    [JsonPropertyName(ErrorCodeName)]
    public int ErrorCode { get; init; }

    /// <summary>Always 0 on sockets.</summary>
    [JsonPropertyName(SchemaVersionName)]
    public long SchemaVersion { get; init; }

    /// <summary>Whether the message is stored.</summary>
    [JsonIgnore]
    public bool IsOk => Result == Ok;

    /// <summary>The number after <c>send-error:</c>; null when the message is stored or the text is none of these.</summary>
    [JsonIgnore]
    public FrameErrorCode? Failure =>
        Result.StartsWith(SendError, StringComparison.Ordinal)
        && int.TryParse(Number(Result), NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            ? (FrameErrorCode)code
            : null;

    /// <summary>The answer to a stored message.</summary>
    public static ProducerAck Stored(MessageId messageId, string? context) => new() { MessageId = messageId, Context = context };

    /// <summary>The answer to a message that was not stored.</summary>
    public static ProducerAck Failed(FrameErrorCode code, string message, string? context) =>
        new() { Result = SendError + ((int)code).ToString(CultureInfo.InvariantCulture), ErrorMsg = message, Context = context };

    /// <summary>Writes what the generated serializer writes of <see cref="Stored"/>, to the byte, without making one; a test holds the two together.</summary>
    internal static void WriteStored(Utf8JsonWriter json, MessagePosition position, string? context)
    {
        Span<byte> id = stackalloc byte[MessagePosition.MostBytes];
        json.WriteStartObject();
        json.WriteString(Encoded.Result, Encoded.Ok);
        json.WriteBase64String(Encoded.MessageId, id.Slice(0, position.Write(id)));
        if (context is not null)
        {
            json.WriteString(Encoded.Context, context);
        }

        json.WriteNumber(Encoded.ErrorCode, 0);
        json.WriteNumber(Encoded.SchemaVersion, 0);
        json.WriteEndObject();
    }

    private static class Encoded
    {
        public static readonly JsonEncodedText Result = JsonEncodedText.Encode(ResultName);
        public static readonly JsonEncodedText Ok = JsonEncodedText.Encode(ProducerAck.Ok);
        public static readonly JsonEncodedText MessageId = JsonEncodedText.Encode(MessageIdName);
        public static readonly JsonEncodedText Context = JsonEncodedText.Encode(ContextName);
        public static readonly JsonEncodedText ErrorCode = JsonEncodedText.Encode(ErrorCodeName);
        public static readonly JsonEncodedText SchemaVersion = JsonEncodedText.Encode(SchemaVersionName);
    }

#if NETSTANDARD2_0
    private static string Number(string result) => result.Substring(SendError.Length);
#else
    private static ReadOnlySpan<char> Number(string result) => result.AsSpan(SendError.Length);
#endif
}
