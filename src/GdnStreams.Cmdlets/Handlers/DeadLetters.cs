using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Where a handler puts what it could not handle: in the form of the server's own dead letters, with the last error.</summary>
internal sealed class DeadLetters(GdnSession session, StreamName origin, string subscription, StreamName stream) : IAsyncDisposable
{
    private const int MostText = 1000;
    private readonly StoringProducer _producer = new(session, stream, create: true);

    public StreamName Stream => stream;

    /// <summary>Where the server puts the dead letters of a subscription.</summary>
    public static StreamName Default(StreamName stream, string subscription) => StreamName.Create($"{stream.Name}-{subscription}-DLQ", stream.Scope);

    /// <summary>Stores one; it may be acknowledged then.</summary>
    /// <exception cref="GdnException">It is not stored, or nobody knows.</exception>
    public Task StoreAsync(GdnMessage message, GdnHandlerError error, CancellationToken cancellationToken)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in message.Properties)
        {
            properties[pair.Key] = pair.Value;
        }

        var id = MessagePosition.TryParse(message.MessageId, out var position) ? position.ToString() : message.MessageId;
        properties["REAL_TOPIC"] = TopicName.Of(session.Tenant, session.Fabric, origin).ToString();
        properties["REAL_SUBSCRIPTION"] = subscription;
        properties["ORIGIN_MESSAGE_ID"] = id;
        properties["ORIGIN_MESSAGE_IDY_TIME"] = id;
        properties["gdn-error"] = error.Error.Length > MostText ? error.Error.Substring(0, MostText) : error.Error;
        properties["gdn-attempts"] = error.Attempt.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return _producer.StoreAsync(
            new OutgoingMessage { Payload = message.Bytes, Key = message.Key, Properties = properties, EventTime = message.EventTime }, cancellationToken);
    }

    public ValueTask DisposeAsync() => _producer.DisposeAsync();
}
