using System.Net;
using System.Security.Authentication;
using GdnStreams.Client;
using GdnStreams.Engine;
using GdnStreams.Protocol;
using GdnStreams.Server.Fabrics;
using GdnStreams.Server.Operations;
using GdnStreams.Server.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Yarp.ReverseProxy.Forwarder;

namespace GdnStreams.Server.Backends.Pulsar;

/// <summary>Streams in an Apache Pulsar: administration becomes calls of its REST, sockets go on to its WebSocket service. The server holds no stream's state.</summary>
internal sealed class PulsarBackend : IStreamBackend
{
    /// <summary>No tenant can have a fabric of this name, as it begins with no letter: nobody reaches its streams through a gateway.</summary>
    private const string Fabric = "_gateway";

    private readonly PulsarOptions _options;
    private readonly PulsarCluster _cluster;
    private readonly SharedDocuments _documents;
    private readonly ServiceProvider _services;
    private readonly HttpMessageInvoker _client;
    private readonly ILogger _log;
    private readonly RecentCheck _check;
    private readonly ForwardingGarbage _garbage;

    private PulsarBackend(ServerOptions options, PulsarCluster cluster, SharedDocuments documents, ILogger log, TimeProvider time)
    {
        (_options, _cluster, _documents, _log) = (options.Pulsar!, cluster, documents, log);
        _garbage = new ForwardingGarbage(time);
        _check = new RecentCheck(() => cluster.AskAsync(_options.Tenant, Fabric, session => session.GetServerVersionAsync()), time);
        (Streams, Subscriptions, Policies) = (new PulsarStreams(cluster), new PulsarSubscriptions(cluster, new MemoryBudget(options.MemoryBudget)), new PulsarPolicies(cluster));
        _services = new ServiceCollection().AddHttpForwarder().AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance).AddLogging().BuildServiceProvider();
        _client = new HttpMessageInvoker(Handler(_options), disposeHandler: true);
    }

    public IDocumentStore Documents => _documents;

    public IStreams Streams { get; }

    public ISubscriptions Subscriptions { get; }

    public IPolicies Policies { get; }

    public string Name => EngineNames.Pulsar;

    public string Place => $"Pulsar at {_options.Url}";

    public int LoadedStreams => 0;

    /// <summary>Connects to the Pulsar, and reads users, keys and fabrics there.</summary>
    /// <param name="options">Which Pulsar, and the directory for credentials and certificates, made where it is missing.</param>
    /// <param name="logging">The log, which is told when it cannot be reached.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="GdnException">It cannot be reached, or does not take the token.</exception>
    public static async Task<PulsarBackend> OpenAsync(ServerOptions options, Task<ILogger> logging, TimeProvider time, CancellationToken cancellationToken)
    {
        if (options.DataDirectory is { } directory)
        {
            DataDirectory.Make(directory, DirectorySync.Flush);
        }

        var log = await logging;
        var cluster = new PulsarCluster(options.Pulsar!, log, time);
        try
        {
            var session = await GdnSession.ConnectAsync(SharedDocuments.Connecting(cluster.OptionsOf(options.Pulsar!.Tenant, Fabric)), cancellationToken);
            return new PulsarBackend(options, cluster, await SharedDocuments.OpenAsync(session, log, time, cancellationToken), log, time);
        }
        catch (ArgumentException e)
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"The Pulsar cannot be used: {e.Message}", e);
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.Unauthorized)
        {
            throw new GdnException(e.Code, $"The Pulsar at {options.Pulsar!.Url} does not let this gateway in. Give a valid token of one of its super-users, as GDN_PULSAR_TOKEN or --pulsar-token.", e);
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.Forbidden)
        {
            throw new GdnException(e.Code, $"The role of this gateway's token has too few rights in the Pulsar at {options.Pulsar!.Url}. Give the token of one of its super-users. The Pulsar said: {e.Message}", e);
        }
        catch (GdnException e) when (e.GetBaseException() is AuthenticationException)
        {
            throw new GdnException(e.Code, $"{e.Message} The Pulsar's certificate is out of date, names another host, or is of an authority that has to be given with --pulsar-ca FILE.", e);
        }
    }

    /// <summary>All that it does by itself began when it was opened.</summary>
    public void Start(ILogger log)
    {
    }

    public ISocketServer ServeSockets(SocketServing serving) => new ForwardedSockets(_options, _cluster, _services.GetRequiredService<IHttpForwarder>(), _client, serving, _log);

    public Task<IPushes> OpenPushesAsync(ServerMetrics metrics, FabricDirectory fabrics, ILogger log, CancellationToken cancellationToken) => Task.FromResult<IPushes>(new NoPushes());

    public Task CheckAsync(CancellationToken cancellationToken)
    {
        _documents.Check();
        return _check.AskAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _garbage.Dispose();
        await _documents.DisposeAsync();
        await _cluster.DisposeAsync();
        _client.Dispose();
        await _services.DisposeAsync();
    }

    /// <summary>Connections of forwarded sockets.</summary>
    private static SocketsHttpHandler Handler(PulsarOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false, AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.None, ConnectTimeout = TimeSpan.FromSeconds(15),
        };
        if (options.Authorities.Count > 0)
        {
            handler.SslOptions.CertificateChainPolicy = PulsarAuthorities.PolicyOf(options.Authorities);
        }

        return handler;
    }
}
