using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>Numbers of one subscription.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsDurable">Whether it outlives its consumers.</param>
/// <param name="Type">How its connected consumers share it; null while nobody is connected.</param>
/// <param name="Backlog">Messages not acknowledged.</param>
/// <param name="Unacknowledged">Messages delivered and not acknowledged.</param>
/// <param name="Delayed">Messages that wait for their time.</param>
/// <param name="Out">What its consumers were sent.</param>
/// <param name="Redelivered">What of that was sent again.</param>
/// <param name="LowMark">First entry not acknowledged.</param>
/// <param name="ActiveConsumer">Who receives (Exclusive, Failover).</param>
/// <param name="Consumers">Who is connected.</param>
public sealed record SubscriptionStatus(
    string Name,
    bool IsDurable,
    SubscriptionType? Type,
    long Backlog,
    int Unacknowledged,
    int Delayed,
    TrafficStatus Out,
    TrafficStatus Redelivered,
    long LowMark,
    string? ActiveConsumer,
    IReadOnlyList<ConsumerStatus> Consumers);
