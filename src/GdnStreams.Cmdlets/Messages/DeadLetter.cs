using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>A message as the server stores it that has delivered one too often: beside its own properties it says where it came from.</summary>
internal static class DeadLetter
{
    /// <summary>Where the server puts the dead letters of a subscription.</summary>
    public static StreamName Default(StreamName stream, string subscription) => StreamName.Create($"{stream.Name}-{subscription}-DLQ", stream.Scope);

    /// <summary>A stream for dead letters that somebody names: with a prefix as it is, else in the scope of the stream that they come from.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.InvalidName"/></exception>
    public static StreamName Named(StreamName stream, string name) =>
        StreamName.Parse(name) is { Scope: not StreamScope.Collection } prefixed ? prefixed : StreamName.Create(name, stream.Scope);

    /// <summary>The dead letter that is made of a message.</summary>
    /// <param name="session">The session.</param>
    /// <param name="origin">The stream that it was received from.</param>
    /// <param name="subscription">The subscription that it was received by.</param>
    /// <param name="message">The message.</param>
    /// <param name="more">Properties that it gets besides.</param>
    public static OutgoingMessage Of(GdnSession session, StreamName origin, string subscription, GdnMessage message, params (string Name, string Value)[] more)
    {
        var position = MessagePlace.Of(message.Id).Position.ToString();
        var properties = message.Properties.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        properties["REAL_TOPIC"] = session.TopicOf(origin).ToString();
        properties["REAL_SUBSCRIPTION"] = subscription;
        properties["ORIGIN_MESSAGE_ID"] = position;
        properties["ORIGIN_MESSAGE_IDY_TIME"] = position;
        foreach (var (name, value) in more)
        {
            properties[name] = value;
        }

        return new OutgoingMessage { Payload = message.Bytes, Key = message.Key, Properties = properties, EventTime = message.EventTime };
    }
}
