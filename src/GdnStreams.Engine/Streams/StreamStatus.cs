using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>Numbers of one stream.</summary>
/// <param name="Topic">Its name.</param>
/// <param name="Id">Its ledger.</param>
/// <param name="Messages">Messages stored.</param>
/// <param name="Bytes">Bytes of payload stored.</param>
/// <param name="MessagesIn">Messages taken since the stream was loaded.</param>
/// <param name="BytesIn">Bytes taken since the stream was loaded.</param>
/// <param name="IsTerminated">Whether it takes no more messages.</param>
/// <param name="Producers">Who is connected to publish: name and since when.</param>
/// <param name="Subscriptions">Its subscriptions, by name.</param>
public sealed record StreamStatus(
    TopicName Topic,
    long Id,
    long Messages,
    long Bytes,
    long MessagesIn,
    long BytesIn,
    bool IsTerminated,
    IReadOnlyList<(string Name, DateTimeOffset ConnectedSince)> Producers,
    IReadOnlyList<SubscriptionStatus> Subscriptions);
