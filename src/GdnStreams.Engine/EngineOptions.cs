namespace GdnStreams.Engine;

/// <summary>Bounds of the engine.</summary>
public sealed record EngineOptions
{
    /// <summary>Messages of each active stream kept in memory for its live subscriptions. Default 2,000.</summary>
    public int TailMessages { get; init; } = 2_000;

    /// <summary>Bytes of payload of each active stream kept in memory. Default 8 MiB.</summary>
    public long TailBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Messages a consumer may have without acknowledging them, whatever it permits. Default 50,000, as in Pulsar.</summary>
    public int MaxUnacknowledged { get; init; } = 50_000;

    /// <summary>Bytes on their way to one consumer that it did not take yet; then it is sent no more. Default 8 MiB, at least one message.</summary>
    public long OutboxBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>
    /// Bytes held for all consumers, peeks and unfinished frames together: consumers, which may always have one message each, get half of it.
    /// Default 256 MiB.
    /// </summary>
    public long Memory { get; init; } = 256 * 1024 * 1024;

    /// <summary>Most bytes of payload that one peek reads, at least one message. Default 8 MiB.</summary>
    public long PeekBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Most streams of a tenant. Default 10,000.</summary>
    public int MaxStreams { get; init; } = 10_000;

    /// <summary>Most durable subscriptions of a tenant, on all of its streams. Default 100,000.</summary>
    public int MaxSubscriptions { get; init; } = 100_000;

    /// <summary>Most subscriptions and readers of one stream. Default 5,000.</summary>
    public int MaxStreamSubscriptions { get; init; } = 5_000;

    /// <summary>Bytes of messages on their way to the disk, over all streams, before producers are made to wait. Default 64 MiB.</summary>
    public long WriteBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Scheduled messages of each active subscription kept in memory, by number and time; the others are paged. Default 10,000.</summary>
    public int ScheduledEntries { get; init; } = 10_000;

    /// <summary>Time between two background sweeps (expiry, retention, idle streams, disk space). Default 30 s.</summary>
    public TimeSpan SweepInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A stream without producers, consumers and calls for this time leaves the memory. Default 1 minute.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Streams in memory, with and without users, beyond which one leaves it after a second without any instead. Default 10,000.</summary>
    public int IdleStreams { get; init; } = 10_000;

    /// <summary>The sequence ids of a producer that stored nothing for this time are forgotten. Default 6 hours, as in Pulsar.</summary>
    public TimeSpan ProducerMemory { get; init; } = TimeSpan.FromHours(6);

    /// <summary>
    /// What streams and namespaces without a policy of their own do. Default: messages do not expire, and are removed once all durable
    /// subscriptions acknowledged them; a stream without any keeps them.
    /// </summary>
    public StreamPolicy DefaultPolicy { get; init; } = StreamPolicy.Inherited;

    /// <summary>How long the engine tries, when it is disposed, to write what it could not write so far. Default 5 s.</summary>
    public TimeSpan StopTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Called when something in the background fails, which is tried again later. Default: nobody is told.</summary>
    public Action<Exception>? BackgroundFailure { get; init; }
}
