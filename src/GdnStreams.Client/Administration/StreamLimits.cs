using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Limits of the streams of one scope; null is no limit.</summary>
public sealed record StreamLimits
{
    /// <summary>Most streams.</summary>
    public long? MaxStreams { get; init; }

    /// <summary>Most producers of a stream.</summary>
    public long? MaxProducers { get; init; }

    /// <summary>Most consumers of a stream.</summary>
    public long? MaxConsumers { get; init; }

    /// <summary>Most subscriptions of a stream.</summary>
    public long? MaxSubscriptions { get; init; }

    /// <summary>Minutes until a message in a backlog expires.</summary>
    public long? MaxBacklogAgeInMinutes { get; init; }

    /// <summary>Most megabytes of backlog.</summary>
    public long? MaxBacklogSizeInMegabytes { get; init; }

    /// <summary>Most bytes a second to consumers.</summary>
    public long? MaxDispatchRateInBytes { get; init; }

    internal static StreamLimits From(StreamLimitsReply reply) => new()
    {
        MaxStreams = Limit(reply.MaxStreamsCount),
        MaxProducers = Limit(reply.MaxProducersCount),
        MaxConsumers = Limit(reply.MaxConsumersCount),
        MaxSubscriptions = Limit(reply.MaxSubscriptionsCount),
        MaxBacklogAgeInMinutes = Limit(reply.MaxBacklogMessageTTLMin),
        MaxBacklogSizeInMegabytes = Limit(reply.MaxBacklogStorageSizeMB),
        MaxDispatchRateInBytes = Limit(reply.MaxDispatchThrottlingRateInByte),
    };

    private static long? Limit(long value) => value < 0 ? null : value;
}
