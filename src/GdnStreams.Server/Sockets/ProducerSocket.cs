using System.Net.WebSockets;
using System.Threading.Channels;
using GdnStreams.Engine;
using GdnStreams.Protocol;
using GdnStreams.Server.Operations;

namespace GdnStreams.Server.Sockets;

/// <summary>A producer's socket: frames go into the engine as they come, acknowledgements leave in the same order.</summary>
/// <param name="connection">The socket.</param>
/// <param name="opened">The producer.</param>
/// <param name="openAgainAsync">Another producer in place of one whose stream was deleted.</param>
/// <param name="metrics">Counts the messages.</param>
/// <param name="time">The clock of delays.</param>
internal sealed class ProducerSocket(
    SocketConnection connection, EngineProducer opened, Func<EngineProducer, Task<EngineProducer>> openAgainAsync, ServerMetrics metrics, TimeProvider time)
{
    /// <summary>Most messages on their way to the disk; then the socket is not read further: back-pressure.</summary>
    private const int Window = 4_096;

    private const int Waiting = 0;
    private const int Taking = 1;
    private const int TakingTheLast = 2;
    private const int Leaving = 3;

    /// <summary>The longest delay in milliseconds, about 3,000 years. A longer one is shortened to it.</summary>
    private const long Farthest = 100_000_000_000_000;

    private readonly Channel<(Task<MessagePosition>? Append, int Bytes, FrameFault Fault, string? Context)> _acks =
        Channel.CreateBounded<(Task<MessagePosition>?, int, FrameFault, string?)>(new BoundedChannelOptions(Window) { SingleReader = true, SingleWriter = true });

    private EngineProducer _producer = opened;
    private int _state = Waiting;
    private int _isClosing;

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
                var converted = Convert(message);
                await _producer.WaitForRoomAsync(CancellationToken.None);
                if (await _producer.IsToBeginAnewAsync() && !await TryOpenAgainAsync())
                {
                    break;
                }

                await _acks.Writer.WriteAsync((_producer.AppendAsync(converted), converted.Payload.Length, default, message.Context));
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
        await _producer.DisposeAsync();
    }

    /// <summary>The stream was deleted; the next message creates it again, as in Pulsar. False if that fails, and the socket is closed.</summary>
    private async Task<bool> TryOpenAgainAsync()
    {
        try
        {
            await _producer.DisposeAsync();
            _producer = await openAgainAsync(_producer);
            return true;
        }
        catch (GdnException e)
        {
            await connection.CloseAsync(WebSocketCloseStatus.InternalServerError, e.Code.ToString());
            return false;
        }
    }

    /// <summary>Stops taking frames, after the current one if there is one. Every frame taken is answered; the client sends the others again.</summary>
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
                    if (e.Code is GdnErrorCode.Unavailable or GdnErrorCode.StreamNotFound && Interlocked.Exchange(ref _isClosing, 1) == 0)
                    {
                        // Later messages are not stored either. Once all taken frames are answered, the client has to reconnect and continue from there.
                        _ = connection.LeaveAsync(WebSocketCloseStatus.InternalServerError, e.Code.ToString());
                    }
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
