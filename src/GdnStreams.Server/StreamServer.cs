using System.Net.Sockets;
using GdnStreams.Engine;
using GdnStreams.Protocol;
using GdnStreams.Server.Fabrics;
using GdnStreams.Server.Http;
using GdnStreams.Server.OpenApi;
using GdnStreams.Server.Operations;
using GdnStreams.Server.SignIn;
using GdnStreams.Server.Sockets;
using GdnStreams.Server.Store;
using GdnStreams.Server.Tls;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace GdnStreams.Server;

/// <summary>One running server: Kestrel over the engine over the store.</summary>
internal sealed class StreamServer : IAsyncDisposable
{
    private const int RequestBytes = 64 * 1024;
    private const int RequestBufferBytes = 256 * 1024;
    private readonly WebApplication _app;
    private readonly StreamEngine _engine;

    private StreamServer(WebApplication app, StreamEngine engine, Accounts accounts, FabricDirectory fabrics, ServerAddresses addresses) =>
        (_app, _engine, Accounts, Fabrics, Addresses) = (app, engine, accounts, fabrics, addresses);

    /// <summary>Its users and keys.</summary>
    public Accounts Accounts { get; }

    /// <summary>Its fabrics.</summary>
    public FabricDirectory Fabrics { get; }

    /// <summary>What it holds for consumers, peeks and unfinished frames.</summary>
    public MemoryBudget Memory => _engine.Memory;

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
            await (await building).DisposeAsync();
            throw;
        }
    }

    private static async Task<StreamServer> StartAsync(ServerOptions options, TimeProvider time, Task<WebApplication> building, CancellationToken cancellationToken)
    {
        var store = SqliteStore.Open(options.DataDirectory);
        ILogger? log = null;
        var engine = new StreamEngine(
            store.Messages,
            new EngineOptions
            {
                BackgroundFailure = failure => log?.SweepFailed(failure),
                Memory = options.MemoryBudget,
                MaxStreams = options.MaxStreams,
                MaxSubscriptions = options.MaxSubscriptions,
                MaxStreamSubscriptions = options.MaxStreamSubscriptions,
            },
            time);
        try
        {
            var accounts = await Accounts.OpenAsync(store.Documents, time, cancellationToken);
            var fabrics = await FabricDirectory.OpenAsync(store.Documents, cancellationToken);
            if (options.SeedFile is { } seed)
            {
                await (await Seed.ReadAsync(seed, cancellationToken)).ApplyAsync(accounts.Users, accounts.Keys, fabrics, engine, cancellationToken);
            }

            if (options is { HasDevelopmentUser: false, DataDirectory: { } directory } && (await accounts.Users.ListAsync(cancellationToken)).Count == 0)
            {
                await FirstUser.MakeAsync(directory, accounts, cancellationToken);
            }

            await accounts.EnsureUsersAsync(options.HasDevelopmentUser, cancellationToken);
            var metrics = new ServerMetrics(engine);
            var app = await building;
            log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("GdnStreams");
            foreach (var warning in store.Warnings)
            {
                log.StoreWarning(warning);
            }

            store.Watch(time, log.StoreDamaged, log.MarkFailed);
            app.Lifetime.ApplicationStopping.Register(log.Stopping);
            app.Lifetime.ApplicationStopped.Register(log.Stopped);
            CoalescedUpgrade.Use(app);
            app.UseWebSockets(Pings(options.SocketKeepAlive));
            app.Use(new Requests(metrics, new RefusalLog(log, time), log, time).HandleAsync);
            app.Use(new HostsAndOrigins(options).HandleAsync);
            app.UseRouting();
            var addresses = new ServerAddresses(options);
            var streams = new FabricStreams(fabrics, engine);
            await streams.ResumeAsync();
            var routes = new RestRoutes(app, accounts, fabrics);
            HealthEndpoints.Map(routes, app.Lifetime, store, metrics);
            DescribedApi.Map(routes);
            SignInEndpoints.Map(routes, accounts);
            UserEndpoints.Map(routes, accounts);
            KeyEndpoints.Map(routes, accounts);
            new PermissionEndpoints(accounts, fabrics, engine).Map(routes);
            new RegionEndpoints(addresses, new RegionSettings(store.Documents)).Map(routes);
            new FabricEndpoints(fabrics, streams).Map(routes);
            new StreamEndpoints(engine, streams, metrics, time).Map(routes);
            new SubscriptionEndpoints(engine).Map(routes);
            new PolicyEndpoints(fabrics, engine).Map(routes);
            routes.EnsureComplete();
            var admission = new SocketAdmission(accounts, fabrics, streams, engine, options);
            var sockets = new OpenSockets(accounts, admission, log, time, app.Lifetime.ApplicationStopping);
            new SocketEndpoint(admission, sockets, new SocketCounts(options.MaxSockets), engine, metrics, options.SocketIdleTime, time, app.Lifetime.ApplicationStopping).Map(app);

            // Without a pattern of its own it would leave out every path whose last part has a dot, as prefixed names have.
            app.MapFallback("{*path}", Requests.NotFoundAsync);
            await ListenAsync(app, options, cancellationToken);
            addresses.Started(app.Urls);
            log.Started(addresses.Url, options.DataDirectory ?? "memory");
            return new StreamServer(app, engine, accounts, fabrics, addresses);
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kestrel and what it needs, with nothing to answer yet.</summary>
    private static WebApplication Build(ServerOptions options, TimeProvider time)
    {
        // Empty: what lies in the working directory configures nothing, and its files are not watched.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Logging
            .AddJsonConsole(console => (console.UseUtcTimestamp, console.TimestampFormat) = (true, "O"))
            .SetMinimumLevel(LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.Critical); // A start that fails is told once, by who starts it.
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console =>
        {
            console.LogToStandardErrorThreshold = LogLevel.Trace;

            // Where nobody reads standard error the pipe is full for ever: the server goes on, the lines do not.
            console.QueueFullMode = Microsoft.Extensions.Logging.Console.ConsoleLoggerQueueFullMode.DropWrite;
        });
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();

        // A read that first waits for bytes and then takes a buffer is two calls where one does; a connection holds 4 KiB for that.
        builder.WebHost.UseSockets(sockets => sockets.WaitForDataBeforeAllocatingBuffer = false);
        builder.Services.AddSingleton<IConnectionListenerFactory>(services => new ConnectionLimit(
            ActivatorUtilities.CreateInstance<SocketTransportFactory>(services),
            Descriptors.Connections(options.MaxConnections),
            time,
            services.GetRequiredService<ILoggerFactory>().CreateLogger("GdnStreams")));
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, options, time));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        if (options.EndsWithParent)
        {
            builder.Services.AddSingleton<IHostLifetime, ParentLifetime>();
        }

        return builder.Build();
    }

    /// <summary>A peer that answers no ping for as long is gone; one that does is never idle.</summary>
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
        // For strangers, too, who cost memory as long as they stay: what is larger asks for it when the caller is known.
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
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _engine.DisposeAsync();
        Fabrics.Dispose();
    }
}
