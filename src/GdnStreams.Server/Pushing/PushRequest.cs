using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Unicode;
using GdnStreams.Engine;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Pushing;

/// <summary>Makes the requests of a push: the payload is the body, everything else is in headers that hold printable ASCII only.</summary>
internal static class PushRequest
{
    /// <summary>Most characters of the key's header; a longer key is left out.</summary>
    public const int LongestKey = 1_024;

    /// <summary>Most characters of the properties' header; if they are longer, all are left out.</summary>
    public const int LongestProperties = 4_096;

    private const string Json = "application/json";
    private static readonly ProductInfoHeaderValue Agent = new("gdn-server", typeof(PushRequest).Assembly.GetName().Version!.ToString(3));

    /// <summary>The request for a message.</summary>
    public static HttpRequestMessage Of(PushSettings push, Delivery delivery, DateTimeOffset now)
    {
        var message = delivery.Message;
        var request = Make(push, delivery.Position.ToMessageId().ToString(), message.Payload, ContentType(message.Payload.Span), now);
        var headers = request.Headers;
        headers.TryAddWithoutValidation("gdn-publish-time", Time(message.PublishTime));
        headers.TryAddWithoutValidation("gdn-redelivery-count", delivery.RedeliveryCount.ToString(CultureInfo.InvariantCulture));
        if (message.EventTime is { } eventTime)
        {
            headers.TryAddWithoutValidation("gdn-event-time", Time(eventTime));
        }

        var omitted = new List<string>();
        Add("gdn-key", "key", message.Key is { } key ? Uri.EscapeDataString(key) : null, LongestKey);
        Add("gdn-properties", "properties", message.Properties is { Count: > 0 } properties ? Form(properties) : null, LongestProperties);
        if (omitted.Count > 0)
        {
            headers.TryAddWithoutValidation("gdn-omitted", string.Join(", ", omitted));
        }

        return request;

        void Add(string header, string what, string? value, int most)
        {
            if (value?.Length > most)
            {
                omitted.Add(what);
            }
            else if (value is not null)
            {
                headers.TryAddWithoutValidation(header, value);
            }
        }
    }

    /// <summary>A request without a message, for trying an address.</summary>
    public static HttpRequestMessage Test(PushSettings push, DateTimeOffset now)
    {
        var body = new PushTestBody("gdn.push.test", now, push.Stream.Topic, push.Subscription);
        var request = Make(push, $"test-{Guid.NewGuid():N}", JsonSerializer.SerializeToUtf8Bytes(body, PushJson.Default.PushTestBody), Json, now);
        request.Headers.TryAddWithoutValidation("gdn-test", "true");
        return request;
    }

    private static HttpRequestMessage Make(PushSettings push, string id, ReadOnlyMemory<byte> body, string contentType, DateTimeOffset now)
    {
        var timestamp = now.ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, push.Url) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        request.Headers.UserAgent.Add(Agent);
        request.Headers.TryAddWithoutValidation("webhook-id", id);
        request.Headers.TryAddWithoutValidation("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        if (push.Secret is { } secret)
        {
            request.Headers.TryAddWithoutValidation("webhook-signature", PushSignature.Of(secret, id, timestamp, body.Span));
        }

        request.Headers.TryAddWithoutValidation("gdn-stream", Uri.EscapeDataString(push.Stream.Topic));
        request.Headers.TryAddWithoutValidation("gdn-subscription", Uri.EscapeDataString(push.Subscription));
        return request;
    }

    private static string Time(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>As a form: <c>name=value&amp;name=value</c>, by name, each percent-encoded.</summary>
    private static string Form(IReadOnlyDictionary<string, string> properties) => string.Join(
        '&', properties.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));

    private static string ContentType(ReadOnlySpan<byte> payload) =>
        IsJson(payload) ? Json
        : Utf8.IsValid(payload) ? "text/plain; charset=utf-8"
        : "application/octet-stream";

    /// <summary>Whether it is one JSON object or array.</summary>
    private static bool IsJson(ReadOnlySpan<byte> payload)
    {
        var start = payload.IndexOfAnyExcept(" \t\r\n"u8);
        if (start < 0 || payload[start] is not ((byte)'{' or (byte)'['))
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(payload);
            while (reader.Read())
            {
                // To the end.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
