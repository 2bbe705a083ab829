namespace GdnStreams.Torture.Histories;

/// <summary>What was seen from outside.</summary>
internal enum HistoryEventKind
{
    /// <summary>A message is about to be given to the socket.</summary>
    Published,

    /// <summary>The server has answered that it is stored.</summary>
    Stored,

    /// <summary>A message came.</summary>
    Delivered,

    /// <summary>An acknowledgement is about to be given to the socket.</summary>
    Acknowledged,

    /// <summary>The server has read all earlier acknowledgements of this connection.</summary>
    Proven,

    /// <summary>From now on the server has time enough to write all that it has read by now to its disk before it ends.</summary>
    SaveDue,

    /// <summary>While no server runs, its files say that a subscription has everything below this id behind it.</summary>
    SavedBelow,

    /// <summary>While no server runs, its files say that this message of a subscription is acknowledged.</summary>
    Saved,

    /// <summary>A request to acknowledge everything is about to be sent.</summary>
    ClearAsked,

    /// <summary>It was answered.</summary>
    Cleared,

    /// <summary>A request to delete the stream is about to be sent.</summary>
    DeleteAsked,

    /// <summary>It was answered.</summary>
    Deleted,

    /// <summary>Somebody begins to read the whole stream.</summary>
    ReadBegun,

    /// <summary>That is read to its end.</summary>
    ReadEnded,

    /// <summary>The server refused something right, or closed a socket, for the reason that stands in place of a name.</summary>
    Refused,

    /// <summary>From now on it may, until it ends: it is about to end, or its disk is full now and then.</summary>
    MayRefuse,

    /// <summary>The server was killed, or the power cut; all connections are gone.</summary>
    Killed,

    /// <summary>The server has stopped by itself, without a failure; all connections are gone.</summary>
    Stopped,
}
