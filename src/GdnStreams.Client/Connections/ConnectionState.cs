namespace GdnStreams.Client;

/// <summary>Where a connection is. <see cref="Closed"/> is final.</summary>
internal enum ConnectionState
{
    Connecting,
    Open,
    Reconnecting,
    Closed,
}
