using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Reads the answer of Pulsar's peek: the payload is the body, the rest is in headers; a batch of messages has all of it in the body.</summary>
internal static class PulsarEntry
{
    private const string Prefix = "X-Pulsar-";

    public static IEnumerable<ReceivedMessage> Read(RestAnswer answer, StreamName stream, string subscription)
    {
        var position = PositionOf(Header(answer.Headers, "Message-ID"));
        var entry = new ReceivedMessage
        {
            Id = position.ToMessageId(),
            Stream = stream,
            Subscription = subscription,
            Payload = answer.Content,
            Key = Header(answer.Headers, "partition-key"),
            Properties = PropertiesOf(Header(answer.Headers, "PROPERTY")),
            PublishTime = TimeOf(Header(answer.Headers, "publish-time")) ?? default,
            EventTime = TimeOf(Header(answer.Headers, "event-time")),
        };
        return int.TryParse(Header(answer.Headers, "num-batch-message"), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? PulsarBatch.Read(answer.Content, count, entry, position)
            : [entry];
    }

    private static string? Header(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(Prefix + name, out var values) ? values.FirstOrDefault() : null;

    private static MessagePosition PositionOf(string? text) =>
        text?.Split(':') is [var ledger, var entry, ..] && long.TryParse(ledger, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var l)
            && long.TryParse(entry, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var e)
            ? new MessagePosition(l, e)
            : throw RestClient.NotUnderstood(Prefix + "Message-ID", null);

    private static DateTimeOffset? TimeOf(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static IReadOnlyDictionary<string, string> PropertiesOf(string? json)
    {
        try
        {
            return json is null ? ConsumerMessage.NoProperties : JsonSerializer.Deserialize(json, RestJson.Default.IReadOnlyDictionaryStringString) ?? ConsumerMessage.NoProperties;
        }
        catch (JsonException e)
        {
            throw RestClient.NotUnderstood(Prefix + "PROPERTY", e);
        }
    }
}
