using GdnStreams.Engine;
using GdnStreams.Protocol;
using GdnStreams.Server.Fabrics;
using GdnStreams.Server.Operations;

namespace GdnStreams.Server.Backends;

/// <summary>
/// Where the streams are: in this process and a file of its own, or in an Apache Pulsar. Endpoints and sockets speak to it in the words of
/// the protocol and do not know which it is.
/// </summary>
internal interface IStreamBackend : IAsyncDisposable
{
    /// <summary>Users, keys, fabrics and settings: where every server that serves these streams sees them.</summary>
    IDocumentStore Documents { get; }

    /// <summary>Streams and their messages.</summary>
    IStreams Streams { get; }

    /// <summary>Subscriptions and their cursors.</summary>
    ISubscriptions Subscriptions { get; }

    /// <summary>How long messages live.</summary>
    IPolicies Policies { get; }

    /// <summary>What it is called, one of <see cref="EngineNames"/>, for clients that ask.</summary>
    string Name { get; }

    /// <summary>Where messages are kept, for the log.</summary>
    string Place { get; }

    /// <summary>Streams that are in this process's memory because they are in use.</summary>
    int LoadedStreams { get; }

    /// <summary>Begins what it does by itself, and tells the log about it.</summary>
    void Start(ILogger log);

    /// <summary>Serves the sockets that were admitted.</summary>
    ISocketServer ServeSockets(SocketServing serving);

    /// <summary>Delivers subscriptions to addresses, where it can.</summary>
    Task<IPushes> OpenPushesAsync(ServerMetrics metrics, FabricDirectory fabrics, ILogger log, CancellationToken cancellationToken);

    /// <summary>Whether it reads and writes now.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.Unavailable"/>: why not.</exception>
    Task CheckAsync(CancellationToken cancellationToken);
}
