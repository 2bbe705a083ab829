using System.Globalization;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>The traffic of a producer: messages out in order, answers in; a reconnect writes the unanswered again from the first.</summary>
internal sealed class SendQueue : ISocketTraffic, IDisposable
{
    private readonly object _gate = new();
    private readonly SendResults _results;
    private readonly TopicName _topic;
    private readonly ProducerOptions _options;
    private readonly TimeProvider _time;
    private readonly SendWindow _window;
    private readonly PendingSends _pending;
    private readonly ITimer? _timer;
    private GdnException? _ended;
    private long _next = 1;
    private long? _highestSequence;
    private int _written;
    private bool _serverLeaves;

    public SendQueue(TopicName topic, ProducerOptions options, TimeProvider time)
    {
        ProducerOptionsCheck.Check(options);
        (_topic, _options, _time, _results) = (topic, options, time, new SendResults(topic, time));
        Name = options.ProducerName ?? "gdn-" + Guid.NewGuid().ToString("N");

        // Without a number from the caller, a broker that knows the caller's name continues where that name stopped.
        _highestSequence = options.InitialSequenceId ?? (options.ProducerName is null ? -1 : null);
        _window = new SendWindow(options.MaxPendingMessages, options.MaxPendingBytes);
        _pending = _window.Pending;
        if (options.SendTimeout > TimeSpan.Zero)
        {
            var tick = TimeSpan.FromTicks(Math.Max(options.SendTimeout.Ticks / 4, TimeSpan.TicksPerMillisecond));
            _timer = time.CreateTimer(static queue => ((SendQueue)queue!).Expire(), this, tick, tick);
        }
    }

    public string Name { get; }

    /// <summary>Rings for the connection's send loop; set before the connection starts.</summary>
    public Action Ring { get; set; } = static () => { };

    /// <summary>Accepts one message; the order of the calls is the order of the messages. Where there is a place it neither waits nor allocates.</summary>
    public ValueTask AddAsync(OutgoingMessage message, object? state, TaskCompletionSource<MessageId>? receipt, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return new ValueTask(Task.FromCanceled(cancellationToken));
        }

        var activity = ClientTracing.StartSend(_topic.Topic);
        try
        {
            message = ClientTracing.Inject(message, activity);
            PublishFrames.Check(message);
            var send = new PendingSend { Message = message, State = state, Receipt = receipt, Activity = activity, AcceptedAt = _time.GetTimestamp() };
            return Accept(send) is { } waiting ? new ValueTask(waiting.WaitAsync(cancellationToken)) : default;
        }
        catch (GdnException e)
        {
            ClientTracing.EndSend(activity, e.Code.ToString());
            return new ValueTask(Task.FromException(e));
        }
    }

    public bool TryTakeResult(out SendResult result) => _results.TryTake(out result);

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        WaitingSend? flush;
        lock (_gate)
        {
            flush = _window.Flush();
        }

        if (flush is not null)
        {
            await flush.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public ValueTask<StreamSocketAddress> NextAddressAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            // Their senders already know the result. Later messages are numbered from here.
            while (_pending.Count > 0 && _pending[_pending.First].IsTold)
            {
                RemoveNeedsLock(_pending.First);
            }

            // Their places are free now. No need to ring: a new socket always looks for work first.
            _window.Release();

            // From here until all are resent no message may be removed, or the sequence ids of later ones would shift.
            (_next, _serverLeaves) = (_pending.First, false);
            var first = _highestSequence - _written;
            return new(new ProducerAddress(_topic) { ProducerName = Name, InitialSequenceId = first, CompressionType = _options.CompressionType });
        }
    }

    public void Opened()
    {
    }

    public bool TryWrite(FrameWriter writer, out ReadOnlyMemory<byte> frame)
    {
        long context;
        OutgoingMessage message;
        lock (_gate)
        {
            _next = Math.Max(_next, _pending.First);
            while (_next < _pending.End && _pending[_next].IsDone)
            {
                _next++;
            }

            if (_next == _pending.End || _serverLeaves)
            {
                frame = default;
                return false;
            }

            context = _next++;
            ref var send = ref _pending[context];
            message = send.Message;
            if (!send.IsWritten)
            {
                send.IsWritten = true;
                _written++;
                _highestSequence++;
            }
        }

        frame = PublishFrames.Write(writer, message, context);
        return true;
    }

    public ValueTask ReceiveAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        if (PublishAnswer.TryRead(frame.Span, out var answer))
        {
            lock (_gate)
            {
                if (_pending.Contains(answer.Context))
                {
                    ref var send = ref _pending[answer.Context];
                    EndNeedsLock(answer.Context, send.Receipt is not null || send.State is not null ? answer.ReadMessageId() : default, null);
                }
            }
        }
        else
        {
            Take(Frames.ReadProducerAck(frame.Span));
        }

        return default;
    }

    public TimeSpan GoodbyePause => TimeSpan.Zero;

    public void Left(bool isAnswer)
    {
        lock (_gate)
        {
            // The server takes no more messages on this socket: unanswered ones go to the next.
            _serverLeaves = true;
        }
    }

    public void Lost()
    {
    }

    // Only a message makes the server answer; with none outstanding there is nothing to probe with.
    public bool Ask() => Volatile.Read(ref _written) > 0;

    public void Ended(GdnException reason)
    {
        lock (_gate)
        {
            _ended ??= reason;
            _window.End(reason);
            while (_pending.Count > 0)
            {
                EndNeedsLock(_pending.First, default, reason);
            }
        }
    }

    public void Dispose() => _timer?.Dispose();

    private WaitingSend? Accept(in PendingSend send)
    {
        lock (_gate)
        {
            if (_ended is not null)
            {
                throw new GdnException(_ended.Code, _ended.Message, _ended);
            }

            if (!_window.TryAccept(send))
            {
                var waiting = new WaitingSend { Send = send };
                _window.Wait(waiting);
                return waiting;
            }
        }

        Ring();
        return null;
    }

    private void Take(ProducerAck ack)
    {
        var error = SendErrors.Of(ack);
        lock (_gate)
        {
            // The server answers without a context when it could not read the frame; the oldest one written is the best guess.
            var context = ack.Context is null
                ? (_pending.Count > 0 && _pending[_pending.First].IsWritten ? _pending.First : -1)
                : long.TryParse(ack.Context, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
            if (!_pending.Contains(context))
            {
                return;
            }

            if (error?.Code == GdnErrorCode.BadRequest && _pending[context].IsWritten)
            {
                // The server refused it before it gave it a number.
                _highestSequence--;
            }

            EndNeedsLock(context, ack.MessageId ?? default, error);
            if (error is not null && _options.StopOnFailure)
            {
                Ended(error);
            }
        }
    }

    private void Expire()
    {
        lock (_gate)
        {
            var latest = _time.GetTimestamp() - (long)(_options.SendTimeout.TotalSeconds * _time.TimestampFrequency);
            for (var context = _pending.First; context < _pending.End; context++)
            {
                if (_pending.Contains(context) && _pending[context].AcceptedAt > latest)
                {
                    break;
                }

                if (!_pending.Contains(context) || _pending[context].IsTold)
                {
                    continue;
                }

                if (_options.StopOnFailure)
                {
                    Ended(Late());
                    return;
                }

                if (_pending[context].IsWritten && context >= _next)
                {
                    _results.Tell(ref _pending[context], default, Late());
                }
                else
                {
                    EndNeedsLock(context, default, Late());
                }
            }

            _window.Expire(latest, Late);
        }
    }

    private GdnException Late() => SendErrors.Late(_options.SendTimeout);

    private void EndNeedsLock(long context, MessageId id, GdnException? error)
    {
        _results.Tell(ref _pending[context], id, error);
        RemoveNeedsLock(context);
        if (_window.Release())
        {
            Ring();
        }
    }

    private void RemoveNeedsLock(long context)
    {
        _written -= _pending[context].IsWritten ? 1 : 0;
        _pending.Remove(context);
    }
}
