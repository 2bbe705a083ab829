using GdnStreams.Engine;

namespace GdnStreams.Server.Sockets;

/// <summary>Whether accounts, grants and fabrics have been the same for so long, and were looked at since, that looking at open sockets again would tell nothing new.</summary>
internal sealed class SettledRights(IDocumentStore documents, TimeProvider time)
{
    /// <summary>For so long somebody may still answer from what was read before a change.</summary>
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private object? _version;
    private long _changedAt;
    private bool _hasNewSocket = true;
    private bool _haveSettled;

    /// <summary>A socket was opened, with what was known of its owner.</summary>
    public void Opened()
    {
        lock (_lock)
        {
            _hasNewSocket = true;
        }
    }

    /// <summary>To be asked when a look begins: whether it can be left out.</summary>
    public bool HaveSettled()
    {
        var version = documents.Version;
        lock (_lock)
        {
            if (_hasNewSocket || version is null || version != _version)
            {
                (_hasNewSocket, _version, _changedAt, _haveSettled) = (false, version, time.GetTimestamp(), false);
            }

            return _haveSettled;
        }
    }

    /// <summary>All sockets were looked at.</summary>
    /// <param name="begunAt">Since this timestamp.</param>
    public void Looked(long begunAt)
    {
        lock (_lock)
        {
            _haveSettled |= _version is not null && time.GetElapsedTime(_changedAt, begunAt) > Stale;
        }
    }
}
