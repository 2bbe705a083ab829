namespace GdnStreams.Engine;

/// <summary>How long messages are kept. A null value is inherited: a stream inherits from its namespace, a namespace from the engine's options.</summary>
public sealed record StreamPolicy
{
    /// <summary>A policy that inherits everything.</summary>
    public static StreamPolicy Inherited { get; } = new();

    /// <summary>A message that is older is acknowledged for every durable subscription; zero is never. Whole milliseconds.</summary>
    public TimeSpan? MessageTtl { get; init; }

    /// <summary>
    /// How long messages that every subscription acknowledged are kept; zero means not at all, <see cref="Timeout.InfiniteTimeSpan"/> for ever.
    /// If <see cref="RetentionBytes"/> is set too, a message is removed as soon as one of the two allows it.
    /// </summary>
    public TimeSpan? RetentionTime { get; init; }

    /// <summary>Messages that everybody acknowledged are kept up to this many bytes of payload, the newest first; 0 is none, -1 all.</summary>
    public long? RetentionBytes { get; init; }

    /// <summary>Whether acknowledged messages are kept at all.</summary>
    internal bool Retains => (RetentionTime ?? TimeSpan.Zero) != TimeSpan.Zero || (RetentionBytes ?? 0) != 0;

    /// <summary>This policy, with the values that it does not set taken from another.</summary>
    internal StreamPolicy Or(StreamPolicy inherited) => new()
    {
        MessageTtl = MessageTtl ?? inherited.MessageTtl,
        RetentionTime = RetentionTime ?? inherited.RetentionTime,
        RetentionBytes = RetentionBytes ?? inherited.RetentionBytes,
    };

    /// <summary>The point in time this long ago, but not before 1970: nothing is older.</summary>
    internal static DateTimeOffset Before(DateTimeOffset now, TimeSpan age) => age < now - DateTimeOffset.UnixEpoch ? now - age : DateTimeOffset.UnixEpoch;

    /// <exception cref="ArgumentOutOfRangeException">A time or size is negative and not "for ever".</exception>
    internal void Validate()
    {
        if (MessageTtl is { } ttl)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(ttl, TimeSpan.Zero, nameof(MessageTtl));
        }

        if (RetentionTime is { } time && time != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero, nameof(RetentionTime));
        }

        if (RetentionBytes is { } bytes)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(bytes, -1, nameof(RetentionBytes));
        }
    }
}
