namespace GdnStreams.Client.Faults;

/// <summary>Which way bytes go.</summary>
internal enum Direction
{
    ToServer,
    ToClient,
}
