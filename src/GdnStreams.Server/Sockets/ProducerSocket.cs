using System.Net.WebSockets;
using System.Threading.Channels;
using GdnStreams.Engine;
using GdnStreams.Protocol;
using GdnStreams.Server.Operations;

namespace GdnStreams.Server.Sockets;

/// <summary>A producer's socket: frames go into the engine as they come, acknowledgements leave in the same order.</summary>
internal sealed class ProducerSocket(SocketConnection connection, EngineProducer producer, ServerMetrics metrics, TimeProvider time)
{
    /// <summary>Most messages on their way to the disk; then the socket is not read further: back-pressure.</summary>
    private const int Window = 4_096;

    private const int Waiting = 0;
    private const int Taking = 1;
    private const int TakingTheLast = 2;
    private const int Leaving = 3;

    /// <summary>In milliseconds, some 3,000 years: later than that is then.</summary>
    private const long Farthest = 100_000_000_000_000;

    private readonly Channel<(Task<MessagePosition>? Append, int Bytes, FrameFault Fault, string? Context)> _acks =
        Channel.CreateBounded<(Task<MessagePosition>?, int, FrameFault, string?)>(new BoundedChannelOptions(Window) { SingleReader = true, SingleWriter = true });

    private int _state = Waiting;

    public async Task RunAsync()
    {
        var answering = AnswerAsync();
        connection.FinishAsync = () =>
        {
            TakeNoMore();
            return answering;
        };
        while (await connection.ReceiveAsync() is { } frame)
        {
            if (Interlocked.CompareExchange(ref _state, Taking, Waiting) != Waiting)
            {
                continue; // The server is leaving, and has said so.
            }

            if (Frames.TryReadProducerMessage(frame.Span, out var message, out var fault))
            {
                await producer.WaitForRoomAsync(CancellationToken.None);
                await _acks.Writer.WriteAsync((producer.AppendAsync(Convert(message)), message.Payload!.Value.Length, default, message.Context));
            }
            else if (fault.ClosesSocket)
            {
                await connection.CloseAsync(WebSocketCloseStatus.InternalServerError, fault.Message);
                break;
            }
            else
            {
                await _acks.Writer.WriteAsync((null, 0, fault, fault.Context));
            }

            if (Interlocked.CompareExchange(ref _state, Waiting, Taking) != Taking)
            {
                _acks.Writer.TryComplete();
            }
        }

        _acks.Writer.TryComplete();
        await answering;
    }

    /// <summary>Between two frames no other is taken from now on, otherwise none after this one: what was taken is answered, what was not is the client's to send again.</summary>
    private void TakeNoMore()
    {
        while (true)
        {
            if (Interlocked.CompareExchange(ref _state, Leaving, Waiting) == Waiting)
            {
                _acks.Writer.TryComplete();
                return;
            }

            if (Interlocked.CompareExchange(ref _state, TakingTheLast, Taking) != Waiting)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync()
    {
        using var writer = new FrameWriter();
        await foreach (var (append, bytes, fault, context) in _acks.Reader.ReadAllAsync())
        {
            ProducerAck ack;
            if (append is null)
            {
                metrics.SendFailed();
                ack = ProducerAck.Failed(fault.Code, fault.Message, context);
            }
            else
            {
                try
                {
                    ack = ProducerAck.Stored((await append).ToMessageId(), context);
                    metrics.Stored(bytes);
                }
                catch (GdnException e)
                {
                    metrics.SendFailed();
                    ack = ProducerAck.Failed(FrameErrorCode.Unknown, e.Message, context);
                }
            }

            // A closed socket takes no more answers, but every append is still awaited.
            await connection.SendAsync(writer.Write(ack), moreFollows: _acks.Reader.TryPeek(out var next) && next.Append is not { IsCompleted: false });
        }
    }

    private NewMessage Convert(ProducerMessage message) => new()
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
