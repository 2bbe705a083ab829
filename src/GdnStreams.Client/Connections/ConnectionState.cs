namespace GdnStreams.Client;

/// <summary>Where the connection of a producer, consumer or reader is.</summary>
public enum ConnectionState
{
    /// <summary>The first socket is being opened.</summary>
    Connecting,

    /// <summary>A socket is open.</summary>
    Open,

    /// <summary>The socket broke and is being restored; nothing is lost meanwhile.</summary>
    Reconnecting,

    /// <summary>It was closed, or was not restored. This is a final state.</summary>
    Closed,
}
