using GdnStreams.Engine;
using GdnStreams.Protocol;
using GdnStreams.Server.Fabrics;
using GdnStreams.Server.Http;
using GdnStreams.Server.Operations;
using GdnStreams.Server.Pushing;
using GdnStreams.Server.Store;

namespace GdnStreams.Server.Backends.Embedded;

/// <summary>The engine in this process, over a SQLite file or memory.</summary>
internal sealed class EngineBackend : IStreamBackend
{
    private readonly ServerOptions _options;
    private readonly TimeProvider _time;
    private readonly SqliteStore _store;
    private readonly StreamEngine _engine;
    private readonly MemoryReturn _memoryReturn;
    private ILogger? _log;

    private EngineBackend(ServerOptions options, TimeProvider time)
    {
        (_options, _time, _store) = (options, time, SqliteStore.Open(options.DataDirectory));
        _engine = new StreamEngine(
            _store.Messages,
            new EngineOptions
            {
                BackgroundFailure = failure => _log?.SweepFailed(failure),
                Memory = options.MemoryBudget,
                MaxStreams = options.MaxStreams,
                MaxSubscriptions = options.MaxSubscriptions,
                MaxStreamSubscriptions = options.MaxStreamSubscriptions,
            },
            time);
        (Streams, Subscriptions, Policies) = (new EngineStreams(_engine, time), new EngineSubscriptions(_engine), new EnginePolicies(_engine));
        _memoryReturn = new MemoryReturn(_engine.Memory, () => _engine.EvictedStreams, MemoryReturn.Collect, time);
    }

    public IDocumentStore Documents => _store.Documents;

    public IStreams Streams { get; }

    public ISubscriptions Subscriptions { get; }

    public IPolicies Policies { get; }

    public string Name => EngineNames.Embedded;

    public string Place => _options.DataDirectory ?? "memory";

    public int LoadedStreams => _engine.LoadedStreams;

    /// <summary>What it holds for consumers, peeks and unfinished frames.</summary>
    public MemoryBudget Memory => _engine.Memory;

    /// <summary>Opens the store.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.Unavailable"/>: it cannot be used.</exception>
    public static EngineBackend Open(ServerOptions options, TimeProvider time) => new(options, time);

    public void Start(ILogger log)
    {
        _log = log;
        foreach (var warning in _store.Warnings)
        {
            log.StoreWarning(warning);
        }

        _store.Watch(_time, log.StoreDamaged, log.MarkFailed);
    }

    public ISocketServer ServeSockets(SocketServing serving) => new EngineSockets(_engine, serving);

    public async Task<IPushes> OpenPushesAsync(ServerMetrics metrics, FabricDirectory fabrics, ILogger log, CancellationToken cancellationToken)
    {
        var reachable = new PushAddresses(_options.PushNetworks);
        var sender = new PushSender(reachable, _time);
        var pushes = await PushDirectory.OpenAsync(Documents, gone => new PushWork(_engine, sender, metrics, log, _time, gone), _options, cancellationToken);
        return new EnginePushes(pushes, new PushEndpoints(pushes, new PushRules(reachable), sender, fabrics, _engine, _time));
    }

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (_store.WriteFailure is { } failure)
        {
            throw new GdnException(failure.Code, failure.Message, failure);
        }

        if (_store.Damage is { } damage)
        {
            throw new GdnException(GdnErrorCode.Unavailable, $"The database is damaged ({damage}). Stop the server, run gdn-server check, and restore a backup.");
        }

        await Documents.GetDocumentAsync("setting", "signing-key", cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _memoryReturn.Dispose();
        await _engine.DisposeAsync();
    }
}
