using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Where a reader starts and how much it buffers.</summary>
public sealed record ReaderOptions
{
    /// <summary>Earliest, Latest (default), or the id of a message: reading starts after it.</summary>
    public MessageId StartMessageId { get; init; } = MessageId.Latest;

    /// <summary>Reads what was published at this instant or later. Null (default) goes by <see cref="StartMessageId"/>.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>Most messages buffered, 1 to 1,000. Default 1,000.</summary>
    public int ReceiverQueueSize { get; init; } = ProtocolLimits.MaxReceiverQueueSize;

    /// <summary>Most bytes of payload buffered here; above it the server must wait. At least 1; one larger message passes alone. Default 64 MiB.</summary>
    public long MaxBufferedBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Name of this reader. Default: made up by the server.</summary>
    public string? ReaderName { get; init; }
}
