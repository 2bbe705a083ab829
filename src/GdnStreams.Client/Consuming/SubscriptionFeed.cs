using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>The feed of a subscription. A new socket delivers again what the old one left unacknowledged.</summary>
#pragma warning disable CA1001 // The end of its connection disposes of the timer.
internal sealed class SubscriptionFeed : MessageFeed
#pragma warning restore CA1001
{
    /// <summary>How long a goodbye waits for the server to answer that it has read all acknowledgements.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(3);

    private readonly ConsumerAddress _address;
    private readonly int _size;
    private readonly ProofTimer _proof;
    private readonly TimeProvider _time;
    private readonly TimeSpan _goodbyePause;
    private long _answered;
    private long _leaving;
    private volatile bool _isAsked;
    private int _taken;

    /// <param name="stream">The stream.</param>
    /// <param name="topic">Its topic.</param>
    /// <param name="subscription">The subscription.</param>
    /// <param name="options">The options.</param>
    /// <param name="time">The clock.</param>
    /// <param name="goodbyePause">How long the goodbye stays behind the answer that proves the last acknowledgement.</param>
    public SubscriptionFeed(StreamName stream, TopicName topic, string subscription, ConsumerOptions options, TimeProvider time, TimeSpan goodbyePause)
        : base(stream, subscription, options.ReceiverQueueSize, options.MaxBufferedBytes)
    {
        if (string.IsNullOrEmpty(subscription))
        {
            throw new GdnException(GdnErrorCode.InvalidName, "The subscription name is empty. Give it a name.");
        }

        ConsumerOptionsCheck.Check(options);
        _size = options.ReceiverQueueSize;
        (_time, _goodbyePause) = (time, goodbyePause);
        _proof = new ProofTimer(time, AskForProof);
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

    public override TimeSpan GoodbyePause => _goodbyePause == TimeSpan.Zero ? TimeSpan.Zero
        : Unconfirmed > 0 ? AnswerPause()
        : Volatile.Read(ref _answered) is var answered && answered != 0 ? _goodbyePause - _time.GetElapsedTime(answered)
        : TimeSpan.Zero;

    public override ValueTask<StreamSocketAddress> NextAddressAsync(CancellationToken cancellationToken) => new(_address);

    // The subscription redelivers what lies in the buffer, so it must not be handed out as well.
    public override void Lost() => Buffer.Clear();

    public override void Ended(GdnException reason)
    {
        _proof.Dispose();
        base.Ended(reason);
    }

    protected override void Written(ConsumerCommand command)
    {
        if (command.Type is null)
        {
            _proof.Set();
        }
    }

    protected override void Answered()
    {
        if (_goodbyePause > TimeSpan.Zero)
        {
            Volatile.Write(ref _answered, _time.GetTimestamp());
            _isAsked = false;
            Ring(); // A goodbye may wait for it.
        }
    }

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
        if (_address.PullMode)
        {
            Volatile.Write(ref _taken, 0);
            Credit(ConsumerCommand.Permit(_size));
        }
    }

    /// <summary>Asks whether the acknowledgements were read, and tells how much longer the answer is waited for.</summary>
    private TimeSpan AnswerPause()
    {
        if (!_isAsked)
        {
            _isAsked = true;
            AskForProof();
        }

        _leaving = _leaving == 0 ? _time.GetTimestamp() : _leaving;
        return AnswerLimit - _time.GetElapsedTime(_leaving);
    }
}
