namespace GdnStreams.Engine;

/// <summary>
/// The messages of one producer, in order: once one could not be stored, none after it is. Otherwise the ids of those that failed would count
/// as stored, and would be dropped as duplicates when they are sent again.
/// </summary>
public sealed class AppendChain
{
    private volatile Protocol.GdnException? _failure;

    /// <summary>Why nothing more is stored; null as long as nothing failed.</summary>
    public Protocol.GdnException? Failure => _failure;

    internal void Break(Protocol.GdnException failure) => _failure ??= failure;
}
