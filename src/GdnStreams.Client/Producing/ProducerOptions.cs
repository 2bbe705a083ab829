using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>How a producer sends.</summary>
public sealed record ProducerOptions
{
    /// <summary>The producer's name. Only one producer of a name may be connected to a stream: a second one fails with ProducerBusy. Null (default) makes one up, which reconnects keep.</summary>
    public string? ProducerName { get; init; }

    /// <summary>The first message gets this sequence id plus one. A broker that deduplicates drops what is not above the highest id that it has stored of this name. Null (default) is -1.</summary>
    /// <remarks>Null with a <see cref="ProducerName"/> leaves the numbers to the broker: what a break left unanswered may then be stored twice.</remarks>
    public long? InitialSequenceId { get; init; }

    /// <summary>Most messages sent and not acknowledged; at least 1. Default 1,000.</summary>
    public int MaxPendingMessages { get; init; } = 1000;

    /// <summary>Most bytes of payload sent and not acknowledged; at least 1. Default 16 MiB. One larger message may pass alone.</summary>
    public long MaxPendingBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Longest wait for a place in the window, and then for the acknowledgement, reconnects included. At most 24 days. Default 30 seconds; zero waits for ever.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether the producer ends with the first message that fails, late ones included: then what is stored is always the beginning of what was sent, and sent
    /// again with the same name and numbers it is complete. Default: the later messages go on.
    /// </summary>
    /// <remarks>A broker that deduplicates takes every number that is not above the highest one stored for stored. A message that failed would be lost behind a later one.</remarks>
    public bool StopOnFailure { get; init; }

    /// <summary>How the broker compresses what it stores. Default: not.</summary>
    public CompressionType? CompressionType { get; init; }
}
