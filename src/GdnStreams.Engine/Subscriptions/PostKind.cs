namespace GdnStreams.Engine;

/// <summary>What a <see cref="Post"/> says.</summary>
internal enum PostKind
{
    /// <summary>A consumer acknowledges an entry.</summary>
    Acknowledge,

    /// <summary>A consumer gives an entry back, to be delivered again when it is due.</summary>
    Deny,

    /// <summary>A consumer may be sent this many more messages.</summary>
    Permit,

    /// <summary>Something rare that is to be done, or to be answered, between two steps of the loop.</summary>
    Ask,

    /// <summary>The cursor is on disk, or could not be written.</summary>
    CursorWritten,

    /// <summary>A message is stored in the dead letter topic, or could not be.</summary>
    DeadLetterSent,
}
