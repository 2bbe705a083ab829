using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>The feed of a reader. A new socket goes on after the last message received; each one taken lets the server send one more.</summary>
internal sealed class ReaderFeed : MessageFeed
{
    private readonly TopicName _topic;
    private readonly ReaderOptions _options;
    private readonly Func<CancellationToken, Task<MessageId>> _findStart;
    private MessageId _last;
    private int _stale;

    /// <param name="stream">The stream.</param>
    /// <param name="topic">Its topic.</param>
    /// <param name="options">How to read.</param>
    /// <param name="findStart">Finds a fixed start, so that messages published while the first socket opens or reconnects come after it.</param>
    public ReaderFeed(StreamName stream, TopicName topic, ReaderOptions options, Func<CancellationToken, Task<MessageId>> findStart)
        : base(stream, null, options.ReceiverQueueSize, options.MaxBufferedBytes)
    {
        if (options.StartTime is not null && options.StartMessageId != MessageId.Latest)
        {
            throw new ArgumentException("A reader starts at StartTime or at StartMessageId, not at both.", nameof(options));
        }

        (_topic, _options, _findStart) = (topic, options, findStart);
    }

    public override async ValueTask<StreamSocketAddress> NextAddressAsync(CancellationToken cancellationToken)
    {
        if (_last.IsNone)
        {
            _last = await _findStart(cancellationToken).ConfigureAwait(false);
        }

        return new ReaderAddress(_topic) { ReaderName = _options.ReaderName, ReceiverQueueSize = _options.ReceiverQueueSize, MessageId = _last };
    }

    protected override void Received(MessageId id) => _last = id;

    protected override void Taken(MessageId id)
    {
        // Do not credit messages of an earlier socket: this one would then send more than there is room for.
        if (Volatile.Read(ref _stale) > 0 && Interlocked.Decrement(ref _stale) >= 0)
        {
            return;
        }

        Credit(ConsumerCommand.Acknowledge(id));
    }

    protected override bool IsWanted(ReceivedMessage message) => _options.StartTime is not { } start || message.PublishTime >= start;

    protected override void Restarted() => Volatile.Write(ref _stale, Buffer.Count);

    // A reader acknowledges nothing: its acknowledgements are credits.
    protected override bool IsCredit(ConsumerCommand command) => command.Type != ConsumerCommand.IsEndOfTopicType;
}
