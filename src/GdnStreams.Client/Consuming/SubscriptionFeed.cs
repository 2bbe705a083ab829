using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>The feed of a subscription. A new socket delivers again what the old one left unacknowledged.</summary>
internal sealed class SubscriptionFeed : MessageFeed
{
    private readonly ConsumerAddress _address;
    private readonly int _size;
    private int _taken;

    public SubscriptionFeed(StreamName stream, TopicName topic, string subscription, ConsumerOptions options)
        : base(stream, subscription, options.ReceiverQueueSize, options.MaxBufferedBytes)
    {
        if (string.IsNullOrEmpty(subscription))
        {
            throw new GdnException(GdnErrorCode.InvalidName, "The subscription name is empty. Give it a name.");
        }

        ConsumerOptionsCheck.Check(options);
        _size = options.ReceiverQueueSize;
        _address = new ConsumerAddress(topic, subscription)
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
            CryptoFailureAction = options.CryptoFailureAction,
        };
    }

    public override ValueTask<SocketAddress> NextAddressAsync(CancellationToken cancellationToken) => new(_address);

    protected override void Taken(MessageId id)
    {
        if (_address.PullMode && Interlocked.Increment(ref _taken) is var taken && taken >= Math.Max(1, _size / 2)
            && Interlocked.CompareExchange(ref _taken, 0, taken) == taken)
        {
            Credit(ConsumerCommand.Permit(taken));
        }
    }

    protected override void Restarted()
    {
        Buffer.Clear();
        if (_address.PullMode)
        {
            Volatile.Write(ref _taken, 0);
            Credit(ConsumerCommand.Permit(_size));
        }
    }
}
