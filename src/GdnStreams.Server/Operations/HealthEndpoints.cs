using GdnStreams.Protocol;
using GdnStreams.Server.Backends;
using GdnStreams.Server.Http;

namespace GdnStreams.Server.Operations;

/// <summary>What kind of server it is, and for monitoring: <c>/healthz</c> (the server is alive), <c>/readyz</c> (its streams can be read and written) and <c>/metrics</c>. Open to all; they contain nothing secret.</summary>
internal static class HealthEndpoints
{
    public static void Map(RestRoutes routes, IHostApplicationLifetime lifetime, IStreamBackend backend, ServerMetrics metrics)
    {
        var version = new VersionReply { Version = typeof(HealthEndpoints).Assembly.GetName().Version!.ToString(3), Engine = backend.Name };
        routes.Map(ServiceCalls.GetVersion, _ => Task.FromResult<VersionReply?>(version));
        routes.MapOpen(ServiceCalls.Health, context => context.Response.WriteAsync("ok"));
        routes.MapOpen(ServiceCalls.Readiness, async context =>
        {
            if (lifetime.ApplicationStopping.IsCancellationRequested)
            {
                throw new GdnException(GdnErrorCode.Unavailable, "The server is stopping.");
            }

            await backend.CheckAsync(context.RequestAborted);
            await context.Response.WriteAsync("ready");
        });
        routes.MapOpen(ServiceCalls.Metrics, metrics.WriteAsync);
    }
}
