using System.Net.WebSockets;
using GdnStreams.Engine;
using GdnStreams.Protocol;
using GdnStreams.Server.Operations;

namespace GdnStreams.Server.Sockets;

/// <summary>A consumer's or reader's socket: one loop delivers what the engine allows, the other takes commands. Both do as much as lies there in one go.</summary>
/// <param name="connection">The socket.</param>
/// <param name="opened">The consumer.</param>
/// <param name="subscribeAgainAsync">Another consumer in its place, behind the message that was delivered last.</param>
/// <param name="memory">Where the memory of large messages is counted.</param>
/// <param name="metrics">Counts the deliveries.</param>
/// <param name="isReader">Whether a frame is a credit.</param>
internal sealed class ConsumerSocket(
    SocketConnection connection, EngineConsumer opened, Func<MessagePosition?, Task<EngineConsumer>> subscribeAgainAsync, MemoryBudget memory, ServerMetrics metrics, bool isReader)
{
    /// <summary>Each message exists as it was read, as JSON with a Base64 payload, as a frame, and in what Kestrel holds for a client that does not read.</summary>
    private const int Copies = 4;

    private const int SmallBytes = 64 * 1024;

    /// <summary>Small messages leave together up to about this size; their frames take a third more for Base64, at most three times as much where much is to be escaped.</summary>
    private const int TogetherBytes = 32 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly GatheredCommands _gathered = new();
    private readonly Lock _permitting = new();
    private long _permits;
    private volatile EngineConsumer _consumer = opened;
    private volatile bool _isLeaving;
    private MessagePosition? _last;

    public async Task RunAsync()
    {
        var delivering = DeliverAsync();
        try
        {
            await TakeAllAsync();
        }
        finally
        {
            // Also where a bug ends it: nobody stays behind on the subscription.
            var leaving = LeaveAsync(delivering);
            await connection.AnswerGoodbyeAsync(leaving);
            connection.End();
            await leaving;
            await delivering;
        }
    }

    private async Task LeaveAsync(Task delivering)
    {
        _isLeaving = true;
        await _consumer.DisposeAsync();
        await Task.WhenAny(delivering);
        await _consumer.DisposeAsync(); // Another one, where the stream was deleted just now.
    }

    /// <summary>Takes commands until the socket ends.</summary>
    private async Task TakeAllAsync()
    {
        using var writer = new FrameWriter();
        try
        {
            while (await NextAsync() is { } frame && await TakeAsync(frame, writer))
            {
                // Next command.
            }
        }
        finally
        {
            TellEngine();
        }
    }

    /// <summary>The next frame. As long as one lies here, acknowledgements gather; before it has to be waited for, the engine is told of them.</summary>
    private ValueTask<ReadOnlyMemory<byte>?> NextAsync()
    {
        var receiving = connection.ReceiveAsync();
        if (!receiving.IsCompleted)
        {
            TellEngine();
        }

        return receiving;
    }

    /// <summary>Tells the engine of the acknowledgements and credits that have gathered.</summary>
    private void TellEngine() => _gathered.Tell(_consumer);

    private async Task DeliverAsync()
    {
        using var writer = new FrameWriter();
        using var frames = new TextFrames(areFromClient: false);
        try
        {
            while (await DeliverAllAsync(writer, frames) && !_isLeaving)
            {
                // Its subscription or stream was deleted by somebody else: both begin anew, as in Pulsar.
                await _consumer.DisposeAsync();
                Replace(await subscribeAgainAsync(_last));
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

    /// <summary>Takes another consumer, which has the permits that the last one did not use.</summary>
    private void Replace(EngineConsumer again)
    {
        lock (_permitting)
        {
            _consumer = again;
            if (again.IsPulling)
            {
                again.Permit((int)Math.Clamp(Interlocked.Read(ref _permits), 0, int.MaxValue));
            }
        }
    }

    /// <summary>Delivers until the consumer ends; false if the socket has ended.</summary>
    private async Task<bool> DeliverAllAsync(FrameWriter writer, TextFrames frames)
    {
        var ready = new List<Delivery>();
        while (await _consumer.Deliveries.WaitToReadAsync(connection.Ended) && !_isLeaving)
        {
            _consumer.TakeReady(ready, TogetherBytes);
            if (!await SendAsync(ready, writer, frames))
            {
                return false;
            }

            ready.Clear();
        }

        return !connection.Ended.IsCancellationRequested;
    }

    /// <summary>Sends what was ready, in one write; false if the socket has ended.</summary>
    private async ValueTask<bool> SendAsync(List<Delivery> ready, FrameWriter writer, TextFrames frames)
    {
        if (ready.Count == 0)
        {
            return true; // It was taken back meanwhile.
        }

        var isLarge = ready[0].Message.Size > SmallBytes;
        var bytes = Copies * ready.Sum(delivery => (long)delivery.Message.Size);

        // A consumer always gets a message, even while slow consumers hold all the memory: a large one after a while.
        if (!isLarge || !await memory.TryTakeAsync(bytes, Patience, connection.Ended))
        {
            memory.Take(bytes);
        }

        metrics.Delivered(ready.Count, ready.Sum(delivery => (long)delivery.Message.Payload.Length)); // First: who has received it finds it counted.
        try
        {
            if (!await (isLarge ? connection.SendAsync(writer.Write(DeliveredMessage.Frame(ready[0]))) : SendTogetherAsync(ready, writer, frames)))
            {
                return false;
            }
        }
        finally
        {
            writer.Shrink();
            memory.Give(bytes);
        }

        _last = ready[^1].Position;
        Interlocked.Add(ref _permits, -ready.Count);
        return true;
    }

    private async ValueTask<bool> SendTogetherAsync(List<Delivery> ready, FrameWriter writer, TextFrames frames)
    {
        foreach (var delivery in ready)
        {
            frames.Add(writer.Write(DeliveredMessage.Frame(delivery)).Span);
        }

        var isSent = await connection.SendAsync(frames);
        frames.Clear();
        return isSent;
    }

    private ValueTask<bool> TakeAsync(ReadOnlyMemory<byte> frame, FrameWriter writer)
    {
        if (Frames.TryReadAcknowledgement(frame.Span, out var position))
        {
            _gathered.Add(position, isCredit: isReader);
            return _gathered.IsFull ? TellEngineAndWaitAsync() : new ValueTask<bool>(true);
        }

        TellEngine(); // In order.
        return TakeCommandAsync(frame, writer);
    }

    /// <summary>Who sends faster than the engine takes waits for it.</summary>
    private async ValueTask<bool> TellEngineAndWaitAsync()
    {
        TellEngine();
        await _consumer.WaitForRoomAsync();
        return true;
    }

    private async ValueTask<bool> TakeCommandAsync(ReadOnlyMemory<byte> frame, FrameWriter writer)
    {
        await _consumer.WaitForRoomAsync();
        if (!Frames.TryReadConsumerCommand(frame.Span, out var command))
        {
            await connection.CloseAsync(WebSocketCloseStatus.InvalidPayloadData, "Failed to de-serialize from JSON");
            return false;
        }

        if (command.Type == ConsumerCommand.IsEndOfTopicType)
        {
            // Even if the answer cannot be sent, the commands after it are still taken.
            await connection.SendAsync(writer.Write(new EndOfTopic(await _consumer.HasReachedEndOfTopicAsync())));
            return true;
        }

        if (isReader)
        {
            _consumer.Permit(1); // Any other frame is one credit.
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

        lock (_permitting)
        {
            Interlocked.Add(ref _permits, messages);
            _consumer.Permit(messages);
        }

        return true;
    }

    private async Task<bool> UnsubscribeAsync()
    {
        try
        {
            _isLeaving = true;
            await _consumer.UnsubscribeAsync(CancellationToken.None);
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
            // Pulsar tells these apart: an exception of its own, and a message that it cannot parse.
            var isBase64 = command.MessageId is { } id && System.Convert.TryFromBase64String(id.PadRight((id.Length + 3) / 4 * 4, '='), new byte[id.Length], out _);
            await (isBase64
                ? connection.CloseAsync(WebSocketCloseStatus.InvalidPayloadData, "Failed to de-serialize from JSON: messageId is no message id")
                : connection.CloseAsync(WebSocketCloseStatus.InternalServerError, "messageId is missing or no Base64"));
            return false;
        }

        if (command.Type == ConsumerCommand.NegativeAcknowledge)
        {
            _consumer.NegativeAcknowledge(position);
        }
        else
        {
            _consumer.Acknowledge(position);
        }

        return true;
    }
}
