using System.Net.Sockets;
using System.Text.Json;
using GdnStreams.Protocol;
using GdnStreams.Server.Backends;
using GdnStreams.Server.Fabrics;
using GdnStreams.Server.Http;
using GdnStreams.Server.OpenApi;
using GdnStreams.Server.Operations;
using GdnStreams.Server.SignIn;
using GdnStreams.Server.Sockets;
using GdnStreams.Server.Tls;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace GdnStreams.Server;

/// <summary>One running server: Kestrel over the backend that has the streams.</summary>
internal sealed class StreamServer : IAsyncDisposable
{
    private const int RequestBytes = 64 * 1024;
    private const int RequestBufferBytes = 256 * 1024;

    /// <summary>How long a start waits for deletions of fabrics that an earlier run began, so that their names are free.</summary>
    private static readonly TimeSpan ResumeTime = TimeSpan.FromSeconds(5);

    private readonly WebApplication _app;
    private readonly IPushes _pushes;

    private StreamServer(WebApplication app, IStreamBackend backend, IPushes pushes, Accounts accounts, FabricDirectory fabrics, ServerAddresses addresses) =>
        (_app, Backend, _pushes, Accounts, Fabrics, Addresses) = (app, backend, pushes, accounts, fabrics, addresses);

    /// <summary>Its users and keys.</summary>
    public Accounts Accounts { get; }

    /// <summary>Its fabrics.</summary>
    public FabricDirectory Fabrics { get; }

    /// <summary>Where its streams are.</summary>
    public IStreamBackend Backend { get; }

    /// <summary>Where it answers.</summary>
    public ServerAddresses Addresses { get; }

    /// <summary>What it answers.</summary>
    public IEnumerable<RouteEndpoint> Routes => ((IEndpointRouteBuilder)_app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    /// <summary>Its plain address.</summary>
    public string Url => Addresses.Url;

    public static async Task<StreamServer> StartAsync(ServerOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        // While the store is opened, which mostly waits for the disk.
        var building = Task.Run(() => Build(options, time), CancellationToken.None);
        try
        {
            return await StartAsync(options, time, building, cancellationToken);
        }
        catch
        {
            try
            {
                await (await building).DisposeAsync();
            }
            catch (Exception) when (building.IsFaulted)
            {
                // What went wrong first is told; this failed for the same reason, or is told already.
            }

            throw;
        }
    }

    private static async Task<StreamServer> StartAsync(ServerOptions options, TimeProvider time, Task<WebApplication> building, CancellationToken cancellationToken)
    {
        var logging = LogAsync(building);
        var backend = await Engines.OpenAsync(options, time, logging, cancellationToken);
        try
        {
            var accounts = await Accounts.OpenAsync(backend.Documents, time, cancellationToken);
            var fabrics = await FabricDirectory.OpenAsync(backend.Documents, cancellationToken);
            var streams = new FabricStreams(fabrics, backend.Streams);
            if (options.SeedFile is { } seed)
            {
                await (await Seed.ReadAsync(seed, cancellationToken)).ApplyAsync(accounts.Users, accounts.Keys, streams, cancellationToken);
            }

            // Two ways that take as long as each other: the accounts wait for the disk, the routes for the runtime.
            var users = Task.Run(() => EnsureUsersAsync(options, accounts, cancellationToken), CancellationToken.None);
            var mapped = Task.Run(() => MapAsync(options, time, building, backend, accounts, fabrics, streams, cancellationToken), CancellationToken.None);
            await Task.WhenAll(users, mapped);
            var server = await mapped;
            await ListenAsync(server._app, options, cancellationToken);
            server.Addresses.Started(server._app.Urls);
            await server._pushes.StartAsync();
            (await logging).Started(server.Url, backend.Place);
            return server;
        }
        catch (Exception e)
        {
            await backend.DisposeAsync();
            if (e is JsonException or FormatException)
            {
                throw new GdnException(GdnErrorCode.Unavailable, $"A user, key, fabric or setting in {backend.Place} cannot be read ({e.Message}). The store is damaged: restore a backup; gdn-server check may tell more.", e);
            }

            throw;
        }
    }

    /// <summary>The user that a new server begins with, unless it has others.</summary>
    private static async Task EnsureUsersAsync(ServerOptions options, Accounts accounts, CancellationToken cancellationToken)
    {
        if (options is { HasDevelopmentUser: false, DataDirectory: { } directory } && (await accounts.Users.ListAsync(cancellationToken)).Count == 0)
        {
            await FirstUser.MakeAsync(directory, accounts, cancellationToken);
        }

        await accounts.EnsureUsersAsync(options.HasDevelopmentUser, cancellationToken);
    }

    /// <summary>A server that answers everything, once it listens.</summary>
    private static async Task<StreamServer> MapAsync(
        ServerOptions options,
        TimeProvider time,
        Task<WebApplication> building,
        IStreamBackend backend,
        Accounts accounts,
        FabricDirectory fabrics,
        FabricStreams streams,
        CancellationToken cancellationToken)
    {
        var metrics = new ServerMetrics(backend);
        var app = await building;
        var log = await LogAsync(building);
        backend.Start(log);
        app.Lifetime.ApplicationStopping.Register(log.Stopping);
        app.Lifetime.ApplicationStopped.Register(log.Stopped);
        FrameUpgrade.Use(app);
        app.UseWebSockets(Pings(options.SocketKeepAlive));
        app.Use(new Requests(metrics, new RefusalLog(log, time), log, time).HandleAsync);
        app.Use(new HostsAndOrigins(options).HandleAsync);
        if (options.HasConsole)
        {
            app.Use(new ConsoleFiles().HandleAsync);
        }

        app.UseRouting();
        var addresses = new ServerAddresses(options);
        var pushes = await backend.OpenPushesAsync(metrics, fabrics, log, cancellationToken);
        var routes = new RestRoutes(app, accounts, fabrics);
        HealthEndpoints.Map(routes, app.Lifetime, backend, metrics);
        DescribedApi.Map(routes);
        SignInEndpoints.Map(routes, accounts);
        UserEndpoints.Map(routes, accounts);
        KeyEndpoints.Map(routes, accounts);
        new PermissionEndpoints(accounts, fabrics, backend.Streams).Map(routes);
        new RegionEndpoints(addresses, new RegionSettings(backend.Documents)).Map(routes);
        new FabricEndpoints(fabrics, streams, pushes).Map(routes);
        new StreamEndpoints(backend.Streams, streams, pushes, metrics, time).Map(routes);
        new SubscriptionEndpoints(backend.Subscriptions, backend.Streams, pushes).Map(routes);
        new PolicyEndpoints(backend.Policies).Map(routes);
        pushes.Map(routes);
        routes.EnsureComplete();
        var stopping = app.Lifetime.ApplicationStopping;
        await Task.WhenAny(streams.ResumeAsync(log, time, stopping), Task.Delay(ResumeTime, time, cancellationToken)); // It goes on behind the first requests.
        var admission = new SocketAdmission(accounts, fabrics, streams, backend.Streams, options);
        var sockets = new OpenSockets(backend.Documents, accounts, admission, log, time, stopping);
        var serving = new SocketServing(admission, sockets, metrics, options.SocketIdleTime, options.SocketKeepAlive, time, stopping);
        new SocketEndpoint(admission, new SocketCounts(options.MaxSockets), backend.ServeSockets(serving)).Map(app);

        // The default pattern excludes paths whose last part has a dot, as all prefixed stream names have.
        app.MapFallback("{*path}", Requests.NotFoundAsync);
        return new StreamServer(app, backend, pushes, accounts, fabrics, addresses);
    }

    private static async Task<ILogger> LogAsync(Task<WebApplication> building) => (await building).Services.GetRequiredService<ILoggerFactory>().CreateLogger("GdnStreams");

    /// <summary>Kestrel and what it needs, with nothing to answer yet.</summary>
    private static WebApplication Build(ServerOptions options, TimeProvider time)
    {
        // Empty: files in the working directory neither configure the server nor are watched.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Logging
            .AddJsonConsole(console => (console.UseUtcTimestamp, console.TimestampFormat) = (true, "O"))
            .SetMinimumLevel(LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.Critical); // A failed start is reported once, by the caller.
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console =>
        {
            console.LogToStandardErrorThreshold = LogLevel.Trace;

            // If nobody reads standard error, the pipe stays full: lines are dropped, and the server goes on.
            console.QueueFullMode = Microsoft.Extensions.Logging.Console.ConsoleLoggerQueueFullMode.DropWrite;
        });
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();

        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, SocketMemoryFactory>();

        // What reads a socket goes on on the thread that heard of it, and what writes to it sends: each change of threads costs more than a message.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.Services.AddSingleton<IConnectionListenerFactory>(services => new ConnectionLimit(
            ActivatorUtilities.CreateInstance<SocketTransportFactory>(services),
            Descriptors.Connections(options.MaxConnections),
            time,
            services.GetRequiredService<ILoggerFactory>().CreateLogger("GdnStreams")));
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, options, time));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        if (options.EndsWithParent || options.IsDetached)
        {
            builder.Services.AddSingleton<IHostLifetime, ParentLifetime>();
        }

        return builder.Build();
    }

    /// <summary>A peer that does not answer a ping for this time is gone; one that answers is never idle.</summary>
    private static WebSocketOptions Pings(TimeSpan time) => time > TimeSpan.Zero
        ? new WebSocketOptions { KeepAliveInterval = time, KeepAliveTimeout = time }
        : new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan };

    /// <exception cref="GdnException"><see cref="GdnErrorCode.Unavailable"/>: it may not listen there, or another does.</exception>
    private static async Task ListenAsync(WebApplication app, ServerOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e.GetBaseException() is SocketException cause)
        {
            var ports = options.HttpsPort is { } https ? $"the ports {options.Port} and {https}" : $"port {options.Port}";
            throw new GdnException(
                GdnErrorCode.Unavailable,
                $"The server cannot listen on {options.Bind}, {ports}: {cause.Message.TrimEnd('.')}. Stop what listens there, or choose another --port (0 picks a free one) or --bind address.",
                e);
        }
    }

    private static void Listen(KestrelServerOptions kestrel, ServerOptions options, TimeProvider time)
    {
        // Also for strangers, so it is small. Calls with larger bodies raise the limit once the caller is known.
        kestrel.Limits.MaxRequestBodySize = RequestBytes;
        kestrel.Limits.MaxRequestBufferSize = RequestBufferBytes;
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(10));
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Listen(options.Bind, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
        if (options.HttpsPort is { } port)
        {
            kestrel.Listen(options.Bind, port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.UseHttps(ServerCertificate.Of(options, time.GetUtcNow()));
            });
        }
    }

    /// <summary>Completes when the server was asked to stop.</summary>
    public Task WaitForStopAsync(CancellationToken cancellationToken) => _app.WaitForShutdownAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_app.StopAsync(), _pushes.DisposeAsync().AsTask());
        await _app.DisposeAsync();
        await Backend.DisposeAsync();
        Fabrics.Dispose();
    }
}
