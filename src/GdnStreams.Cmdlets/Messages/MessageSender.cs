using System.Collections.Concurrent;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// Sends a cmdlet's messages to one stream, pipelined, through the session's producer of that stream or one of its own. The producer is
/// opened with the first message.
/// </summary>
/// <param name="cmdlet">Whose pipeline thread waits; only that thread calls.</param>
/// <param name="session">The session.</param>
/// <param name="stream">The stream.</param>
/// <param name="timeout">How long a message may wait to be stored.</param>
/// <param name="create">Whether to create a stream that does not exist.</param>
/// <param name="own">Options of a producer of its own; null shares the session's.</param>
/// <param name="pace">Slows it down; null does not.</param>
/// <param name="turn">Which of several producers its own one is.</param>
internal sealed class MessageSender(
    GdnCmdlet cmdlet, GdnSession session, StreamName stream, TimeSpan timeout, bool create, ProducerOptions? own = null, SendPace? pace = null,
    ProducerTurn turn = ProducerTurn.Only) : IDisposable
{
    private readonly ConcurrentQueue<(object? Input, SendResult Result)> _ended = new();
    private SharedProducer? _producer;
    private ConnectionWatch? _watch;

    public StreamName Stream => stream;

    /// <summary>Why the connection is lost; null while it is not.</summary>
    public GdnException? Interruption => _producer?.Producer.Interruption;

    /// <summary>How many messages the producer has accepted.</summary>
    public long Accepted { get; private set; }

    /// <summary>Accepts a message; waits only for a place in the window, and for the rate.</summary>
    /// <param name="message">The message.</param>
    /// <param name="input">Comes back with its result.</param>
    /// <param name="delivery">The received message that it is made of: it is acknowledged when this one is stored.</param>
    /// <exception cref="GdnException">It is not accepted. After any other code than MessageTooLarge and BadRequest <see cref="HasEnded"/> is true.</exception>
    public void Send(OutgoingMessage message, object? input, Delivery? delivery = null)
    {
        var producer = _producer ?? Open(delivery);
        pace?.Wait(cmdlet.Cancelled);
        try
        {
            var work = producer.EnqueueAsync(message, new PendingInput(this, input, delivery), cmdlet.Cancelled);
            if (!work.IsCompletedSuccessfully)
            {
                cmdlet.Await(work.AsTask(), _watch!);
            }
        }
        catch (GdnException e) when (e.Code is not (GdnErrorCode.MessageTooLarge or GdnErrorCode.BadRequest))
        {
            // The producer has ended: nothing that follows can be sent on it, and the next sender opens another.
            HasEnded = true;
            producer.TakeResults();
            if (own is null)
            {
                cmdlet.Await(SessionProducers.Of(session).CloseAsync(stream));
            }

            throw;
        }

        Accepted++;
        if (delivery is not null)
        {
            producer.Watch();
        }

        producer.TakeResults();
    }

    /// <summary>Whether the producer takes no more messages.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The result of a message that has ended: every failure, and every success.</summary>
    public bool TryTakeEnded(out (object? Input, SendResult Result) ended) => _ended.TryDequeue(out ended);

    /// <summary>Makes the results ready that are there.</summary>
    public void Collect() => _producer?.TakeResults();

    /// <summary>Waits until every message has ended, or for so long, and closes a producer of its own.</summary>
    public void Finish(TimeSpan? atMost = null)
    {
        if (_producer is not null)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cmdlet.Cancelled);
            patience.CancelAfter(atMost ?? System.Threading.Timeout.InfiniteTimeSpan);
            try
            {
                cmdlet.Await(_producer.FlushAsync(patience.Token), _watch!);
            }
            catch (OperationCanceledException) when (!cmdlet.Cancelled.IsCancellationRequested)
            {
                // Its time is up.
            }
            catch (GdnException)
            {
                // The producer has ended, perhaps by another sender: every message has a result that says why.
            }

            _producer.TakeResults();
            if (own is not null)
            {
                cmdlet.Await(_producer.DisposeAsync());
                _producer.TakeResults();
            }
        }
    }

    /// <summary>Lets go of the producer. One of its own that still has messages ends by itself, or with the session.</summary>
    public void Dispose()
    {
        if (_producer is not null)
        {
            _producer.Producer.StateChanged -= _watch!.Changed;
            if (own is not null)
            {
                _ = _producer.DisposeAsync().AsTask();
                SessionProducers.Of(session).Left(stream, own.ProducerName);
            }
        }
    }

    /// <summary>Called from the thread of whichever sender took the result.</summary>
    internal void Ended(PendingInput pending, SendResult result) => _ended.Enqueue((pending.Input, result));

    private SharedProducer Open(Delivery? delivery)
    {
        cmdlet.WriteVerbose($"Sending to {stream} in fabric {session.Fabric} of {session.Url}.");
        var what = $"{cmdlet.MyInvocation.MyCommand.Name} to {stream}";
        var producer = cmdlet.AwaitAnswer(OpenAsync(), what);
        _watch = new ConnectionWatch(what, delivery?.Watch);
        producer.Producer.StateChanged += _watch.Changed;
        _watch.Take(producer.Producer.State, producer.Producer.Interruption);
        return _producer = producer;
    }

    /// <summary>The first message waits for the producer, and no longer than any message waits.</summary>
    private async Task<SharedProducer> OpenAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cmdlet.Cancelled);
        if (timeout > TimeSpan.Zero)
        {
            patience.CancelAfter(timeout);
        }

        try
        {
            return await (own is null ? SessionProducers.Of(session).OpenAsync(stream, timeout, create, patience.Token)
                : turn == ProducerTurn.Only && !HasJustLeft(own) ? OpenOwnAsync(own, patience.Token)
                : Reopening.OpenAsync(() => OpenOwnAsync(own, patience.Token), turn == ProducerTurn.Later ? timeout : null, patience.Token)).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cmdlet.Cancelled.IsCancellationRequested)
        {
            throw new GdnException(GdnErrorCode.Timeout, $"{session.Url} did not connect a producer of {stream} within {timeout.TotalSeconds:0.###} s. Nothing was sent.", e);
        }
    }

    private bool HasJustLeft(ProducerOptions options) => options.ProducerName is { } name && SessionProducers.Of(session).HasJustLeft(stream, name);

    private async Task<SharedProducer> OpenOwnAsync(ProducerOptions options, CancellationToken cancellationToken) => new(await (turn == ProducerTurn.Later
        ? session.CreateProducerAsync(stream, options, cancellationToken)
        : KnownStreams.OpenProducerAsync(session, stream, create, options, cancellationToken)).ConfigureAwait(false));
}
