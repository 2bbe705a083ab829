namespace GdnStreams.Protocol;

/// <summary>Whether a subscription outlives its consumers.</summary>
public enum SubscriptionMode
{
    /// <summary>It keeps its cursor and retains messages while nobody is connected. The default.</summary>
    Durable,

    /// <summary>It vanishes with its last consumer.</summary>
    NonDurable,
}
