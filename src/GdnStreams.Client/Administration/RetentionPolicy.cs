using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>How long messages are kept that every subscription acknowledged, in Pulsar's words. What is absent is inherited.</summary>
public sealed record RetentionPolicy
{
    /// <summary>Minutes to keep them; 0 is not at all, -1 for ever.</summary>
    public long? TimeInMinutes { get; init; }

    /// <summary>Megabytes to keep; 0 is none, -1 all.</summary>
    public long? SizeInMegabytes { get; init; }

    /// <summary>Seconds after which a message counts as acknowledged; 0 is never.</summary>
    public long? MessageTtlInSeconds { get; init; }

    internal static RetentionPolicy From(RetentionBody body) => new()
    {
        TimeInMinutes = body.TimeInMinutes,
        SizeInMegabytes = body.SizeInMegabytes,
        MessageTtlInSeconds = body.MessageTtlInSeconds,
    };

    internal RetentionBody ToBody() => new() { TimeInMinutes = TimeInMinutes, SizeInMegabytes = SizeInMegabytes, MessageTtlInSeconds = MessageTtlInSeconds };
}
