using GdnStreams.Engine;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Sockets;

/// <summary>Frames that a producer's socket took together: their messages, and what each is to be answered.</summary>
internal sealed class PublishedFrames
{
    private const int MostFrames = 256;
    private const int MostBytes = 64 * 1024;

    /// <summary>The longest delay in milliseconds, about 3,000 years. A longer one is shortened to it.</summary>
    private const long Farthest = 100_000_000_000_000;

    private readonly List<(string? Context, int Bytes, FrameFault? Fault)> _frames = [];

    /// <summary>What is to be stored.</summary>
    public MessageBatch Messages { get; } = new();

    /// <summary>Whether it is time to append them, although there are more.</summary>
    public bool IsFull => _frames.Count >= MostFrames || Messages.Bytes >= MostBytes;

    /// <summary>Whether all can be answered now.</summary>
    public bool IsSettled => Messages.Count == 0 || Messages.Settled.IsCompleted;

    /// <summary>Takes a frame.</summary>
    /// <returns>Why the socket is to be closed without an answer; null where it is not.</returns>
    public FrameFault? Take(ReadOnlySpan<byte> frame, TimeProvider time)
    {
        if (Frames.TryReadProducerMessage(frame, out var message, out var fault))
        {
            Messages.Add(Convert(message, time));
            _frames.Add((message.Context, message.Payload!.Value.Length, null));
            return null;
        }

        if (fault.ClosesSocket)
        {
            return fault;
        }

        _frames.Add((fault.Context, 0, fault));
        return null;
    }

    /// <summary>Completes when all can be answered.</summary>
    public Task SettleAsync() => IsSettled ? Task.CompletedTask : Messages.Settled;

    /// <summary>Writes the answers, in the order of the frames; how many messages and bytes of payload were stored, and how many frames failed.</summary>
    public (int Stored, long Bytes, int Failed) Answer(FrameWriter writer, TextFrames answers)
    {
        var (message, stored, bytes) = (0, 0, 0L);
        foreach (var (context, length, fault) in _frames)
        {
            if (fault is { } wrong)
            {
                answers.Add(writer.Write(ProducerAck.Failed(wrong.Code, wrong.Message, context)).Span);
            }
            else if (Messages.PositionOf(message++) is { } position)
            {
                answers.Add(writer.WriteStored(position, context).Span);
                (stored, bytes) = (stored + 1, bytes + length);
            }
            else
            {
                answers.Add(writer.Write(ProducerAck.Failed(FrameErrorCode.Unknown, Messages.Failure!.Message, context)).Span);
            }
        }

        return (stored, bytes, _frames.Count - stored);
    }

    private static NewMessage Convert(ProducerMessage message, TimeProvider time) => new()
    {
        Payload = message.Payload!.Value,
        Key = message.Key,
        Properties = message.Properties,
        EventTime = message.EventTime,
        DeliverAt = message switch
        {
            { DeliverAfterMs: > 0 and var after } => time.GetUtcNow().AddMilliseconds(Math.Min(after, Farthest)),
            { DeliverAt: > 0 and var at } => DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(at, Farthest)),
            _ => null,
        },
    };
}
