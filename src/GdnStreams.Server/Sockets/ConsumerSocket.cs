using System.Net.WebSockets;
using GdnStreams.Engine;
using GdnStreams.Protocol;
using GdnStreams.Server.Operations;

namespace GdnStreams.Server.Sockets;

/// <summary>A consumer's or reader's socket: one loop delivers what the engine allows, the other takes commands.</summary>
internal sealed class ConsumerSocket(SocketConnection connection, EngineConsumer consumer, ServerMetrics metrics, bool isReader)
{
    public async Task RunAsync()
    {
        var delivering = DeliverAsync();
        using var writer = new FrameWriter();
        while (await connection.ReceiveAsync() is { } frame && await TakeAsync(frame, writer))
        {
            // Next command.
        }

        connection.End();
        await delivering;
    }

    private async Task DeliverAsync()
    {
        using var writer = new FrameWriter();
        try
        {
            await foreach (var delivery in consumer.Deliveries.ReadAllAsync(connection.Ended))
            {
                if (!await connection.SendAsync(writer.Write(Convert(delivery)), moreFollows: consumer.Deliveries.TryPeek(out _)))
                {
                    return;
                }

                metrics.Delivered(delivery.Message.Payload.Length);
            }
        }
        catch (OperationCanceledException)
        {
            // The socket ended; what was not sent is redelivered when the consumer is disposed.
        }
        catch (GdnException e)
        {
            await connection.CloseAsync(WebSocketCloseStatus.InternalServerError, e.Code.ToString());
        }
    }

    private async Task<bool> TakeAsync(ReadOnlyMemory<byte> frame, FrameWriter writer)
    {
        if (!Frames.TryReadConsumerCommand(frame.Span, out var command))
        {
            await connection.CloseAsync(WebSocketCloseStatus.InvalidPayloadData, "Failed to de-serialize from JSON");
            return false;
        }

        if (command.Type == ConsumerCommand.IsEndOfTopicType)
        {
            return await connection.SendAsync(writer.Write(new EndOfTopic(consumer.HasReachedEndOfTopic)));
        }

        if (isReader)
        {
            consumer.Permit(1); // Any other frame is one credit; its id is not looked at.
            return true;
        }

        return command.Type switch
        {
            ConsumerCommand.PermitType => await PermitAsync(command),
            ConsumerCommand.UnsubscribeType => await UnsubscribeAsync(),
            _ => await SettleAsync(command),
        };
    }

    private async Task<bool> PermitAsync(ConsumerCommand command)
    {
        if (command.PermitMessages is not { } messages)
        {
            await connection.CloseAsync(WebSocketCloseStatus.InvalidPayloadData, "Failed to de-serialize from JSON: permitMessages is missing");
            return false;
        }

        consumer.Permit(messages);
        return true;
    }

    private async Task<bool> UnsubscribeAsync()
    {
        try
        {
            await consumer.UnsubscribeAsync(CancellationToken.None);
            return true;
        }
        catch (GdnException e)
        {
            await connection.CloseAsync(WebSocketCloseStatus.PolicyViolation, e.Code.ToString());
            return false;
        }
    }

    private async Task<bool> SettleAsync(ConsumerCommand command)
    {
        if (!MessagePosition.TryParse(command.MessageId, out var position))
        {
            // Two mistakes to Pulsar: an exception of its own, and a message that cannot be read.
            await (IsBase64(command.MessageId)
                ? connection.CloseAsync(WebSocketCloseStatus.InvalidPayloadData, "Failed to de-serialize from JSON: messageId is no message id")
                : connection.CloseAsync(WebSocketCloseStatus.InternalServerError, "messageId is missing or no Base64"));
            return false;
        }

        if (command.Type == ConsumerCommand.NegativeAcknowledge)
        {
            consumer.NegativeAcknowledge(position);
        }
        else
        {
            consumer.Acknowledge(position);
        }

        return true;
    }

    private static bool IsBase64(string? text) =>
        text is not null && System.Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), new byte[text.Length], out _);

    /// <summary>A delivery as the wire shows it.</summary>
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
