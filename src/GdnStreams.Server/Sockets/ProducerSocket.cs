using System.Net.WebSockets;
using System.Threading.Channels;
using GdnStreams.Engine;
using GdnStreams.Protocol;
using GdnStreams.Server.Operations;

namespace GdnStreams.Server.Sockets;

/// <summary>A producer's socket: all frames that have arrived go into the engine together, and all answers that are ready leave together, in the order of the frames.</summary>
/// <param name="connection">The socket.</param>
/// <param name="opened">The producer.</param>
/// <param name="openAgainAsync">Another producer in place of one whose stream was deleted.</param>
/// <param name="metrics">Counts the messages.</param>
/// <param name="time">The clock of delays.</param>
internal sealed class ProducerSocket(
    SocketConnection connection, EngineProducer opened, Func<EngineProducer, Task<EngineProducer>> openAgainAsync, ServerMetrics metrics, TimeProvider time)
{
    /// <summary>Most times that frames were taken and are not answered yet; then the socket is not read further: back-pressure.</summary>
    private const int Window = 32;

    private const int Waiting = 0;
    private const int Taking = 1;
    private const int TakingTheLast = 2;
    private const int Leaving = 3;

    private readonly Channel<PublishedFrames> _taken = Channel.CreateBounded<PublishedFrames>(new BoundedChannelOptions(Window) { SingleReader = true, SingleWriter = true, AllowSynchronousContinuations = true });
    private EngineProducer _producer = opened;
    private int _state = Waiting;

    public async Task RunAsync()
    {
        var answering = AnswerAsync();
        connection.FinishAsync = () =>
        {
            TakeNoMore();
            return answering;
        };
        try
        {
            await TakeAllAsync();
        }
        finally
        {
            // Also where a bug ends it: all frames that were taken are answered, and no producer stays behind.
            _taken.Writer.TryComplete();
            var leaving = LeaveAsync(answering);
            await connection.AnswerGoodbyeAsync(leaving);
            await leaving;
        }
    }

    private async Task LeaveAsync(Task answering)
    {
        try
        {
            await answering;
        }
        finally
        {
            await _producer.DisposeAsync();
        }
    }

    /// <summary>Takes frames until the socket ends.</summary>
    private async Task TakeAllAsync()
    {
        PublishedFrames? frames = null;
        while (true)
        {
            // What has arrived comes without waiting, and is appended together.
            var receiving = connection.ReceiveAsync();
            if (frames is not null && (!receiving.IsCompleted || frames.IsFull))
            {
                if (!await AppendAsync(frames))
                {
                    await receiving; // It ends with the socket, which has said goodbye.
                    return;
                }

                frames = null;
            }

            if (await receiving is not { } frame)
            {
                break;
            }

            if (frames is null && Interlocked.CompareExchange(ref _state, Taking, Waiting) != Waiting)
            {
                continue; // The server is leaving, and has said so.
            }

            frames ??= new PublishedFrames();
            if (frames.Take(frame.Span, time) is { } fatal)
            {
                await AppendAsync(frames);
                await connection.CloseAsync(WebSocketCloseStatus.InternalServerError, fatal.Message);
                return;
            }
        }

        if (frames is not null)
        {
            await AppendAsync(frames);
        }
    }

    /// <summary>Gives the messages to the engine, and the frames to whoever answers them; false where the socket is closed instead.</summary>
    private async ValueTask<bool> AppendAsync(PublishedFrames frames)
    {
        if (frames.Messages.Count > 0)
        {
            await _producer.WaitForRoomAsync(CancellationToken.None);
            if (await _producer.IsToBeginAnewAsync() && !await TryOpenAgainAsync())
            {
                return false;
            }

            _producer.Append(frames.Messages, writesAtOnce: true);
        }

        await _taken.Writer.WriteAsync(frames);
        if (Interlocked.CompareExchange(ref _state, Waiting, Taking) != Taking)
        {
            _taken.Writer.TryComplete();
        }

        return true;
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
                _taken.Writer.TryComplete();
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
        try
        {
            await AnswerAllAsync();
        }
        catch (Exception e)
        {
            // A bug. Whoever takes frames would wait for ever for a place in the window, or store what nobody answers.
            _taken.Writer.TryComplete(e);
            connection.End();
            throw;
        }
    }

    private async Task AnswerAllAsync()
    {
        using var writer = new FrameWriter();
        using var answers = new TextFrames(areFromClient: false);
        var isClosing = false;
        await foreach (var frames in _taken.Reader.ReadAllAsync())
        {
            await frames.SettleAsync();
            var (stored, bytes, failed) = frames.Answer(writer, answers);
            metrics.Stored(stored, bytes);
            metrics.SendsFailed(failed);
            if (!isClosing && frames.Messages.Failure is { Code: GdnErrorCode.Unavailable or GdnErrorCode.StreamNotFound } failure)
            {
                // Later messages are not stored either. Once all taken frames are answered, the client has to reconnect and continue from there.
                isClosing = true;
                _ = connection.LeaveAsync(WebSocketCloseStatus.InternalServerError, failure.Code.ToString());
            }

            // A closed socket takes no more answers, but all frames that were taken are still awaited.
            if (answers.Bytes.Length >= TextFrames.Enough || !_taken.Reader.TryPeek(out var next) || !next.IsSettled)
            {
                await connection.SendAsync(answers);
                answers.Clear();
            }
        }
    }
}
