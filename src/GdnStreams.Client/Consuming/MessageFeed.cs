using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>The traffic of a consumer or reader: a bounded buffer of messages one way, commands the other way.</summary>
internal sealed class MessageFeed : ISocketTraffic
{
    private readonly StreamName _stream;
    private readonly string? _subscription;
    private readonly Func<MessageId?, SocketAddress> _address;
    private readonly Channel<ReceivedMessage> _buffer;
    private readonly ConcurrentQueue<ConsumerCommand> _commands = new();
    private readonly int _size;
    private readonly bool _pull;
    private MessageId? _last;
    private int _taken;
    private volatile bool _closing;

    private MessageFeed(StreamName stream, string? subscription, int size, bool pull, Func<MessageId?, SocketAddress> address)
    {
        if (size is < 1 or > ProtocolLimits.MaxReceiverQueueSize)
        {
            throw new ArgumentOutOfRangeException(nameof(size), size, $"ReceiverQueueSize is 1 to {ProtocolLimits.MaxReceiverQueueSize}.");
        }

        (_stream, _subscription, _size, _pull, _address) = (stream, subscription, size, pull, address);
        _buffer = Channel.CreateBounded<ReceivedMessage>(new BoundedChannelOptions(size) { SingleWriter = true });
    }

    /// <summary>Rings for the connection's send loop; set before the connection starts.</summary>
    public Action Ring { get; set; } = static () => { };

    private bool IsReader => _subscription is null;

    public static MessageFeed OfConsumer(StreamName stream, TopicName topic, string subscription, ConsumerOptions options)
    {
        if (string.IsNullOrEmpty(subscription))
        {
            throw new GdnException(GdnErrorCode.InvalidName, "The subscription name is empty. Give it a name.");
        }

        if (options.AckTimeout is { } timeout && timeout != TimeSpan.Zero && timeout < TimeSpan.FromSeconds(1))
        {
            throw new ArgumentOutOfRangeException(nameof(options), "AckTimeout is at least 1 second, or zero for never.");
        }

        var address = new ConsumerAddress(topic, subscription)
        {
            SubscriptionType = options.Type,
            SubscriptionMode = options.SubscriptionMode,
            SubscriptionInitialPosition = options.InitialPosition,
            ReceiverQueueSize = options.ReceiverQueueSize,
            ConsumerName = options.ConsumerName,
            AckTimeoutMillis = options.AckTimeout is { } ack ? (long)ack.TotalMilliseconds : null,
            NegativeAckRedeliveryDelay = options.NegativeAckDelay is { } delay ? (int)delay.TotalMilliseconds : null,
            PriorityLevel = options.PriorityLevel,
            MaxRedeliverCount = options.MaxRedeliverCount,
            DeadLetterTopic = options.DeadLetterTopic,
            PullMode = options.PullMode,
        };
        return new MessageFeed(stream, subscription, options.ReceiverQueueSize, options.PullMode, _ => address);
    }

    public static MessageFeed OfReader(StreamName stream, TopicName topic, ReaderOptions options) =>
        new(stream, null, options.ReceiverQueueSize, pull: false, last => new ReaderAddress(topic)
        {
            ReaderName = options.ReaderName,
            ReceiverQueueSize = options.ReceiverQueueSize,
            MessageId = last ?? options.StartMessageId,
        });

    public async ValueTask<ReceivedMessage> TakeAsync(CancellationToken cancellationToken)
    {
        while (await _buffer.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (TryTake(out var message))
            {
                return message;
            }
        }

        throw new GdnException(GdnErrorCode.Closed, "It was closed.");
    }

    public bool TryTake([NotNullWhen(true)] out ReceivedMessage? message)
    {
        if (!_buffer.Reader.TryRead(out message))
        {
            return false;
        }

        if (IsReader)
        {
            Command(ConsumerCommand.Acknowledge(message.Id));
        }
        else if (_pull && Interlocked.Increment(ref _taken) is var taken && taken >= Math.Max(1, _size / 2)
            && Interlocked.CompareExchange(ref _taken, 0, taken) == taken)
        {
            Command(ConsumerCommand.Permit(taken));
        }

        return true;
    }

    public async IAsyncEnumerable<ReceivedMessage> TakeAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await _buffer.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            while (TryTake(out var message))
            {
                yield return message;
            }
        }
    }

    public void Command(ConsumerCommand command)
    {
        if (_buffer.Reader.Completion.IsCompleted)
        {
            throw new GdnException(GdnErrorCode.Closed, "The connection has ended; unacknowledged messages are delivered again to the next consumer.");
        }

        _commands.Enqueue(command);
        Ring();
    }

    /// <summary>From now on what arrives is dropped: the server redelivers it to the next consumer.</summary>
    public void StopTaking()
    {
        _closing = true;
        while (_buffer.Reader.TryRead(out _))
        {
        }
    }

    public SocketAddress NextAddress() => _address(_last);

    public void Opened()
    {
        if (IsReader)
        {
            return;
        }

        // The server delivers again what the lost socket left here; acknowledgements still wait in the queue and stay valid.
        while (_buffer.Reader.TryRead(out _))
        {
        }

        if (_pull)
        {
            Volatile.Write(ref _taken, 0);
            _commands.Enqueue(ConsumerCommand.Permit(_size));
        }
    }

    public bool TryWrite(FrameWriter writer, out ReadOnlyMemory<byte> frame)
    {
        var any = _commands.TryDequeue(out var command);
        frame = any ? writer.Write(command!) : default;
        return any;
    }

    public async ValueTask ReceiveAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        if (!_closing && Frames.ReadConsumerFrame(frame.Span, out _) is { } message)
        {
            await _buffer.Writer.WriteAsync(ReceivedMessage.From(message, _stream, _subscription), cancellationToken).ConfigureAwait(false);
            _last = message.MessageId;
        }
    }

    public void Ended(GdnException reason) => _buffer.Writer.TryComplete(reason.Code == GdnErrorCode.Closed ? null : reason);
}
