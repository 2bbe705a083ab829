namespace GdnStreams.Protocol;

/// <summary>Address of a reader socket with every query parameter of Pulsar's <c>ReaderHandler</c>. Null leaves the server's default.</summary>
public sealed record ReaderAddress : StreamSocketAddress
{
    /// <summary>A reader on a topic.</summary>
    public ReaderAddress(TopicName topic)
        : base(topic)
    {
    }

    /// <summary>Name of this reader. Default: made up by the server.</summary>
    public string? ReaderName { get; init; }

    /// <summary>Most unacknowledged messages on the socket: at most 1,000 count, 0 means one at a time. Default 1,000.</summary>
    public int? ReceiverQueueSize { get; init; }

    /// <summary>Where to start: <see cref="MessageId.Earliest"/>, <see cref="MessageId.Latest"/> (default), or after one message.</summary>
    public MessageId? MessageId { get; init; }

    private protected override string Kind => "reader";

    /// <summary>A Pulsar's reader that starts behind a message leaves that message out, which takes a place of its queue for ever: with one place nothing comes.</summary>
    internal override StreamSocketAddress ForPulsar() => MessageId is { } id && id != Protocol.MessageId.Earliest && id != Protocol.MessageId.Latest && ReceiverQueueSize < 2 ? this with { ReceiverQueueSize = 2 } : this;

    internal static ReaderAddress Read(TopicName topic, QueryReader query)
    {
        var id = query.Text("messageId");
        if (id is not null && !MessagePosition.TryParse(id, out _))
        {
            throw QueryReader.Bad($"messageId must be earliest, latest or the id of a message, not '{id}'");
        }

        return new ReaderAddress(topic)
        {
            ReaderName = query.Name("readerName"),
            ReceiverQueueSize = query.Int("receiverQueueSize", 0),
            MessageId = id is null ? null : new MessageId(id),
        };
    }

    private protected override void WriteQuery(QueryWriter query) => query
        .Add("readerName", ReaderName)
        .Add("receiverQueueSize", ReceiverQueueSize)
        .Add("messageId", MessageId?.ToString());
}
