using GdnStreams.Engine;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Sockets;

/// <summary>A delivery as the wire shows it.</summary>
internal static class DeliveredMessage
{
    /// <summary>To be written into a frame at once.</summary>
    public static DeliveryFrame Frame(in Delivery delivery) => new()
    {
        Position = delivery.Position,
        Payload = delivery.Message.Payload.Span,
        Properties = delivery.Message.Properties,
        PublishTime = delivery.Message.PublishTime,
        RedeliveryCount = delivery.RedeliveryCount,
        EventTime = delivery.Message.EventTime,
        Key = delivery.Message.Key,
    };

    /// <summary>As part of a larger body.</summary>
    public static ConsumerMessage Convert(Delivery delivery) => new()
    {
        MessageId = delivery.Position.ToMessageId(),
        Payload = delivery.Message.Payload,
        Properties = delivery.Message.Properties ?? ConsumerMessage.NoProperties,
        PublishTime = DateTimeOffset.FromUnixTimeMilliseconds(delivery.Message.PublishTime),
        RedeliveryCount = delivery.RedeliveryCount,
        EventTime = delivery.Message.EventTime is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null,
        Key = delivery.Message.Key,
    };
}
