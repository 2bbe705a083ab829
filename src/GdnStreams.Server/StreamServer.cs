using System.Net;
using GdnStreams.Engine;
using GdnStreams.Server.Http;
using GdnStreams.Server.SignIn;
using GdnStreams.Server.Sockets;
using GdnStreams.Server.Store;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace GdnStreams.Server;

/// <summary>One running server: Kestrel over the engine over the store.</summary>
internal sealed class StreamServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly StreamEngine _engine;

    private StreamServer(WebApplication app, StreamEngine engine) => (_app, _engine) = (app, engine);

    /// <summary>Where it answers.</summary>
    public string Url => _app.Urls.First();

    public static async Task<StreamServer> StartAsync(ServerOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var store = SqliteStore.Open(options.DataDirectory);
        var engine = new StreamEngine(store.Messages, new EngineOptions(), time);
        try
        {
            var accounts = await Accounts.OpenAsync(store.Documents, time, cancellationToken);
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
            builder.Logging.AddFilter<Microsoft.Extensions.Logging.Console.ConsoleLoggerProvider>(null, LogLevel.Warning);
            builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, options.Port, listen => listen.Protocols = HttpProtocols.Http1));
            builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
            var app = builder.Build();
            app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(60) });
            app.Use(Requests.HandleAsync);
            app.UseRouting();
            SignInEndpoints.Map(app, accounts);
            FabricEndpoints.Map(app, accounts);
            StreamEndpoints.Map(app, accounts, engine, time);
            SocketEndpoint.Map(app, accounts, engine, time);
            app.MapFallback(Requests.NotFoundAsync);
            await app.StartAsync(cancellationToken);
            return new StreamServer(app, engine);
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    /// <summary>Completes when the server was asked to stop.</summary>
    public Task WaitForStopAsync(CancellationToken cancellationToken) => _app.WaitForShutdownAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _engine.DisposeAsync();
    }
}
