using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>Numbers of one stream.</summary>
/// <param name="Topic">Its name.</param>
/// <param name="Id">Its ledger.</param>
/// <param name="Messages">Messages stored.</param>
/// <param name="Bytes">Bytes of payload stored.</param>
/// <param name="In">What was published.</param>
/// <param name="IsTerminated">Whether it takes no more messages.</param>
/// <param name="Producers">Who is connected to publish.</param>
/// <param name="Subscriptions">Its subscriptions, by name.</param>
public sealed record StreamStatus(
    TopicName Topic,
    long Id,
    long Messages,
    long Bytes,
    TrafficStatus In,
    bool IsTerminated,
    IReadOnlyList<ProducerStatus> Producers,
    IReadOnlyList<SubscriptionStatus> Subscriptions);
