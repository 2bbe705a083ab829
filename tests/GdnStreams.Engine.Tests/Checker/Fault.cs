namespace GdnStreams.Engine.Tests.Checker;

/// <summary>A fault planted in the store, which the checker has to see.</summary>
public enum Fault
{
    None,

    /// <summary>A message is acknowledged and not stored.</summary>
    LostMessage,

    /// <summary>A message is stored twice.</summary>
    DoubledMessage,

    /// <summary>A cursor is said to be saved and is not.</summary>
    LostCursor,

    /// <summary>A cursor is saved one message too far.</summary>
    CursorTooFar,

    /// <summary>Behind a message that failed, the next one of its producer is stored.</summary>
    Overtaking,
}
