using System.Globalization;
using System.Text;
using System.Text.Json;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// One message as one line of JSON, written once to be read back exactly: <c>{"stream","messageId","publishTime","eventTime","key","properties","text"}</c>,
/// with <c>base64</c> in the place of <c>text</c> where the payload is not exact UTF-8. What a message does not have is left out.
/// </summary>
internal sealed record MessageLine
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 4 };

    /// <summary>The stream it came from, with the prefix of its scope.</summary>
    public string? Stream { get; init; }

    /// <summary>What the server called it.</summary>
    public string? MessageId { get; init; }

    /// <summary>When the server took it.</summary>
    public DateTimeOffset? PublishTime { get; init; }

    /// <summary>The bytes, the key, the properties and the event time.</summary>
    public required MessageParts Parts { get; init; }

    /// <summary>Writes a message; no line break is in it.</summary>
    public static void Write(Utf8JsonWriter json, GdnMessage message)
    {
        json.WriteStartObject();
        json.WriteString("stream", StreamName.Create(message.Stream, message.Scope).Topic);
        json.WriteString("messageId", message.MessageId);
        json.WriteString("publishTime", Text(message.PublishTime));
        if (message.EventTime is { } time)
        {
            json.WriteString("eventTime", Text(time));
        }

        if (message.Key is { } key)
        {
            json.WriteString("key", key);
        }

        if (message.Properties.Count > 0)
        {
            json.WriteStartObject("properties");
            foreach (var pair in message.Properties)
            {
                json.WriteString(pair.Key, pair.Value);
            }

            json.WriteEndObject();
        }

        if (IsText(message.Bytes))
        {
            json.WriteString("text", message.Bytes.Span);
        }
        else
        {
            json.WriteBase64String("base64", message.Bytes.Span);
        }

        json.WriteEndObject();
    }

    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: it is no such line, and why.</exception>
    public static MessageLine Read(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, Options);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Of(document.RootElement) : throw Bad("it is no JSON object");
        }
        catch (JsonException)
        {
            throw Bad("it is no JSON, or only a part of it");
        }
        catch (InvalidOperationException)
        {
            throw Bad("it has text that is no valid Unicode");
        }
    }

    private static MessageLine Of(JsonElement json)
    {
        string? stream = null, id = null, key = null;
        DateTimeOffset? published = null, happened = null;
        ReadOnlyMemory<byte>? payload = null;
        Dictionary<string, string>? properties = null;
        foreach (var member in json.EnumerateObject())
        {
            switch (member.Name)
            {
                case "text" or "base64" when payload is not null:
                    throw Bad("it has more than one payload: 'text' or 'base64'");
                case "text":
                    payload = Strict.GetBytes(TextOf(member));
                    break;
                case "base64":
                    payload = member.Value.ValueKind == JsonValueKind.String && member.Value.TryGetBytesFromBase64(out var bytes) ? bytes : throw Bad("'base64' is no Base64 text");
                    break;
                case "key":
                    key = TextOf(member);
                    break;
                case "properties":
                    properties = PropertiesOf(member);
                    break;
                case "eventTime":
                    happened = TimeOf(member);
                    break;
                case "publishTime":
                    published = TimeOf(member);
                    break;
                case "stream":
                    stream = TextOf(member);
                    break;
                case "messageId":
                    id = TextOf(member);
                    break;
                default:
                    throw Bad($"it has '{DisplayText.Of(member.Name)}', which no message has");
            }
        }

        return new MessageLine
        {
            Stream = stream,
            MessageId = id,
            PublishTime = published,
            Parts = new MessageParts(payload ?? throw Bad("it has no payload: neither 'text' nor 'base64'"), key, properties, happened),
        };
    }

    private static Dictionary<string, string> PropertiesOf(JsonProperty member)
    {
        if (member.Value.ValueKind != JsonValueKind.Object)
        {
            throw Bad("'properties' is no object");
        }

        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in member.Value.EnumerateObject())
        {
            all[property.Name] = TextOf(property);
        }

        return all;
    }

    private static string TextOf(JsonProperty member) => member.Value.ValueKind == JsonValueKind.String
        ? member.Value.GetString()!
        : throw Bad($"'{DisplayText.Of(member.Name)}' is no text");

    private static DateTimeOffset TimeOf(JsonProperty member) =>
        DateTimeOffset.TryParse(TextOf(member), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : throw Bad($"'{member.Name}' is no time");

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    private static bool IsText(ReadOnlyMemory<byte> bytes)
    {
#if NETSTANDARD2_0
        try
        {
            _ = Strict.GetCharCount(bytes.ToArray());
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
#else
        return System.Text.Unicode.Utf8.IsValid(bytes.Span);
#endif
    }

    private static GdnException Bad(string why) => new(GdnErrorCode.BadRequest, why);
}
