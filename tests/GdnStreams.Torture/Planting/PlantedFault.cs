namespace GdnStreams.Torture.Planting;

/// <summary>What a <see cref="ModelServer"/> does wrong.</summary>
internal enum PlantedFault
{
    None,

    /// <summary>It answers before the commit, which a kill then prevents.</summary>
    AnswerBeforeCommit,

    /// <summary>It delivers before the commit, which a kill then prevents.</summary>
    DeliveryBeforeCommit,

    /// <summary>A number that was told before a kill goes to another message after it.</summary>
    ReusedNumber,

    /// <summary>It stores what a deduplicating producer sends again.</summary>
    DoubledMessage,

    /// <summary>It stores two messages of a producer in the wrong order.</summary>
    SwappedMessages,

    /// <summary>It stores what follows a message that it did not store.</summary>
    StoredBehindAGap,

    /// <summary>It tells a producer an id that is not the message's.</summary>
    WrongId,

    /// <summary>A clean stop forgets what was acknowledged.</summary>
    LostCursor,

    /// <summary>A kill forgets what was acknowledged long before it.</summary>
    LostCursorAtAKill,

    /// <summary>The next server does not begin where the cursor in the files is.</summary>
    IgnoredCursor,

    /// <summary>It begins there, and forgets what was acknowledged above it.</summary>
    IgnoredAcknowledgement,

    /// <summary>It takes what it has delivered for acknowledged.</summary>
    SettledByDelivery,

    /// <summary>It answers a message with an error although nothing is wrong.</summary>
    RefusedMessage,

    /// <summary>It delivers again what was acknowledged, without a restart.</summary>
    ForgottenAcknowledgement,

    /// <summary>A kill undoes a clearing that was answered.</summary>
    UndoneClearing,

    /// <summary>A subscription's cursor passes a message that it never delivered.</summary>
    SkippedMessage,

    /// <summary>Two messages come in the wrong order.</summary>
    SwappedDeliveries,
}
