namespace GdnStreams.Torture.Histories;

/// <summary>What a subscription promises about the order of what one connection is given.</summary>
internal enum DeliveryOrder
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The stream's order, without a repetition.</summary>
    Strict,

    /// <summary>The stream's order for messages that are new to the subscription; others may come back in between.</summary>
    New,

    /// <summary>The same, for each producer's messages, which have its name as key.</summary>
    NewOfEachKey,
}
