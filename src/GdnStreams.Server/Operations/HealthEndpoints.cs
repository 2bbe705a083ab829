using GdnStreams.Protocol;
using GdnStreams.Server.Http;
using GdnStreams.Server.Store;

namespace GdnStreams.Server.Operations;

/// <summary>For monitoring: <c>/healthz</c> (the server is alive), <c>/readyz</c> (its store reads and writes) and <c>/metrics</c>. Open to all; they contain nothing secret.</summary>
internal static class HealthEndpoints
{
    public static void Map(RestRoutes routes, IHostApplicationLifetime lifetime, SqliteStore store, ServerMetrics metrics)
    {
        routes.MapOpen(ServiceCalls.Health, context => context.Response.WriteAsync("ok"));
        routes.MapOpen(ServiceCalls.Readiness, async context =>
        {
            if (lifetime.ApplicationStopping.IsCancellationRequested)
            {
                throw new GdnException(GdnErrorCode.Unavailable, "The server is stopping.");
            }

            if (store.WriteFailure is { } failure)
            {
                throw new GdnException(failure.Code, failure.Message, failure);
            }

            if (store.Damage is { } damage)
            {
                throw new GdnException(GdnErrorCode.Unavailable, $"The database is damaged ({damage}). Stop the server, run gdn-server check, and restore a backup.");
            }

            await store.Documents.GetDocumentAsync("setting", "signing-key", context.RequestAborted);
            await context.Response.WriteAsync("ready");
        });
        routes.MapOpen(ServiceCalls.Metrics, metrics.WriteAsync);
    }
}
