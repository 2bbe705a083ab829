namespace GdnStreams.Protocol;

/// <summary>How a subscription shares its messages among its consumers (Pulsar's subscription types).</summary>
public enum SubscriptionType
{
    /// <summary>One consumer; a second one is refused with 409. The default.</summary>
    Exclusive,

    /// <summary>Round robin over all consumers, no order; one message can be redelivered alone.</summary>
    Shared,

    /// <summary>One active consumer at a time; when it goes, the next one takes over.</summary>
    Failover,

    /// <summary>Spread over all consumers, but messages of one key go to one consumer, in order. <c>Key_Shared</c> on the wire.</summary>
    KeyShared,
}
