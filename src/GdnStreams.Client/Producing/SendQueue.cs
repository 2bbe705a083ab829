using System.Collections.Concurrent;
using System.Globalization;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>The unacknowledged messages of a producer, in order; a reconnect writes them again from the first.</summary>
internal sealed class SendQueue : ISocketTraffic, IDisposable
{
    private readonly object _gate = new();
    private readonly LinkedList<PendingSend> _pending = new();
    private readonly Dictionary<long, LinkedListNode<PendingSend>> _byContext = [];
    private readonly ConcurrentQueue<SendResult> _results = new();
    private readonly List<TaskCompletionSource<bool>> _flushes = [];
    private readonly TopicName _topic;
    private readonly ProducerOptions _options;
    private readonly TimeProvider _time;
    private readonly SendWindow _window;
    private readonly ITimer? _timer;
    private LinkedListNode<PendingSend>? _next;
    private GdnException? _ended;
    private long _lastContext;
    private long? _highestSequence;
    private int _written;

    public SendQueue(TopicName topic, ProducerOptions options, TimeProvider time)
    {
        if (options.MaxPendingMessages < 1 || options.MaxPendingBytes < 1 || options.SendTimeout < TimeSpan.Zero)
        {
            throw new ArgumentException("MaxPendingMessages and MaxPendingBytes are at least 1, SendTimeout at least 0.", nameof(options));
        }

        (_topic, _options, _time) = (topic, options, time);
        Name = options.ProducerName ?? "gdn-" + Guid.NewGuid().ToString("N");

        // Without a number from the caller, a broker that knows the caller's name continues where that name stopped.
        _highestSequence = options.InitialSequenceId ?? (options.ProducerName is null ? -1 : null);
        _window = new SendWindow(options.MaxPendingMessages, options.MaxPendingBytes);
        if (options.SendTimeout > TimeSpan.Zero)
        {
            var tick = TimeSpan.FromTicks(Math.Max(options.SendTimeout.Ticks / 4, TimeSpan.TicksPerMillisecond));
            _timer = time.CreateTimer(static queue => ((SendQueue)queue!).Expire(), this, tick, tick);
        }
    }

    public string Name { get; }

    public async ValueTask AddAsync(OutgoingMessage message, object? state, TaskCompletionSource<MessageId>? receipt, CancellationToken cancellationToken)
    {
        await _window.EnterAsync(message.Payload.Length, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            if (_ended is null)
            {
                var node = _pending.AddLast(new PendingSend(message, state, receipt, ++_lastContext, _time.GetTimestamp()));
                _byContext.Add(node.Value.Context, node);
                _next ??= node;
                return;
            }
        }

        _window.Leave(message.Payload.Length);
        throw new GdnException(_ended.Code, _ended.Message, _ended);
    }

    public bool TryTakeResult(out SendResult result) => _results.TryDequeue(out result);

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_pending.Count == 0)
            {
                return;
            }

            _flushes.Add(done);
        }

        using (cancellationToken.Register(() => done.TrySetCanceled(cancellationToken)))
        {
            await done.Task.ConfigureAwait(false);
        }
    }

    public SocketAddress NextAddress()
    {
        lock (_gate)
        {
            // Aligned to the last number used: where an earlier message failed, a later one may be stored twice but never taken for stored.
            return new ProducerAddress(_topic)
            {
                ProducerName = Name,
                InitialSequenceId = _highestSequence - _written,
                CompressionType = _options.CompressionType,
            };
        }
    }

    public void Opened()
    {
        lock (_gate)
        {
            _next = _pending.First;
        }
    }

    public bool TryWrite(FrameWriter writer, out ReadOnlyMemory<byte> frame)
    {
        while (true)
        {
            LinkedListNode<PendingSend> node;
            lock (_gate)
            {
                if (_next is null)
                {
                    frame = default;
                    return false;
                }

                node = _next;
                _next = node.Next;
            }

            frame = writer.Write(FrameOf(node.Value));
            if (frame.Length > ProtocolLimits.MaxFrameBytes)
            {
                Complete(node, default, new GdnException(
                    GdnErrorCode.MessageTooLarge,
                    $"The message makes a frame of {frame.Length} bytes; at most {ProtocolLimits.MaxFrameBytes} are allowed, which is about 786,000 bytes of payload. Send it in parts, or store it elsewhere and send its address."));
                continue;
            }

            lock (_gate)
            {
                if (node.List is null)
                {
                    continue;
                }

                if (!node.Value.WasWritten)
                {
                    node.Value.WasWritten = true;
                    _written++;
                    _highestSequence++;
                }
            }

            return true;
        }
    }

    public ValueTask ReceiveAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        var ack = Frames.ReadProducerAck(frame.Span);
        LinkedListNode<PendingSend>? node;
        lock (_gate)
        {
            // An answer without context is to a frame that the server could not read; the oldest written one is the best guess.
            node = ack.Context is null ? _pending.First is { Value.WasWritten: true } first ? first : null
                : long.TryParse(ack.Context, NumberStyles.None, CultureInfo.InvariantCulture, out var context) && _byContext.TryGetValue(context, out var found) ? found : null;
        }

        if (node is not null)
        {
            Complete(node, ack.MessageId ?? default, ack.IsOk ? null : new GdnException(
                ack.Failure is FrameErrorCode.Deserialize or FrameErrorCode.PayloadEncoding ? GdnErrorCode.BadRequest : GdnErrorCode.Internal,
                $"The server did not store the message: {ack.Result} {ack.ErrorMsg}"));
        }

        return default;
    }

    public void Ended(GdnException reason)
    {
        lock (_gate)
        {
            _ended ??= reason;
        }

        while (FirstPending() is { } node)
        {
            Complete(node, default, reason);
        }
    }

    public void Dispose() => _timer?.Dispose();

    private static ProducerMessage FrameOf(PendingSend send) => new()
    {
        Payload = send.Message.Payload,
        Key = send.Message.Key,
        Properties = send.Message.Properties,
        EventTime = send.Message.EventTime,
        DeliverAfterMs = send.Message.DeliverAfter is { } delay ? (long)delay.TotalMilliseconds : null,
        Context = send.Context.ToString(CultureInfo.InvariantCulture),
    };

    private LinkedListNode<PendingSend>? FirstPending()
    {
        lock (_gate)
        {
            return _pending.First;
        }
    }

    private void Expire()
    {
        while (FirstPending() is { } node && _time.GetElapsedTime(node.Value.AcceptedAt) >= _options.SendTimeout)
        {
            Complete(node, default, new GdnException(
                GdnErrorCode.Timeout,
                $"No acknowledgement within {_options.SendTimeout.TotalSeconds:0.###} s. The message may be stored all the same. Check the server, or allow more SendTimeout."));
        }
    }

    private void Complete(LinkedListNode<PendingSend> node, MessageId id, GdnException? error)
    {
        var send = node.Value;
        TaskCompletionSource<bool>[] flushed = [];
        lock (_gate)
        {
            if (node.List is null)
            {
                return;
            }

            _next = _next == node ? node.Next : _next;
            _pending.Remove(node);
            _byContext.Remove(send.Context);
            _written -= send.WasWritten ? 1 : 0;
            if (send.Receipt is null && (error is not null || send.State is not null))
            {
                _results.Enqueue(new SendResult(send.State, id, error));
            }

            if (_pending.Count == 0 && _flushes.Count > 0)
            {
                flushed = [.. _flushes];
                _flushes.Clear();
            }
        }

        _window.Leave(send.Message.Payload.Length);
        _ = error is null ? send.Receipt?.TrySetResult(id) : send.Receipt?.TrySetException(error);
        foreach (var flush in flushed)
        {
            flush.TrySetResult(true);
        }
    }
}
