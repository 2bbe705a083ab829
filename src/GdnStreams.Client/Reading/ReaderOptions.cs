using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Where a reader starts and how much it buffers.</summary>
public sealed record ReaderOptions
{
    /// <summary>Earliest, Latest (default), or the id of a message: reading starts after it.</summary>
    public MessageId StartMessageId { get; init; } = MessageId.Latest;

    /// <summary>Most messages buffered, 1 to 1,000. Default 1,000.</summary>
    public int ReceiverQueueSize { get; init; } = ProtocolLimits.MaxReceiverQueueSize;

    /// <summary>Name of this reader. Default: made up by the server.</summary>
    public string? ReaderName { get; init; }
}
