using GdnStreams.Engine;
using GdnStreams.Protocol;
using GdnStreams.Server.Http;

namespace GdnStreams.Server.Operations;

/// <summary>For whoever watches the server: <c>/healthz</c> it lives, <c>/readyz</c> its store answers, <c>/metrics</c>. Open to all; nothing secret is in them.</summary>
internal static class HealthEndpoints
{
    public static void Map(RestRoutes routes, IHostApplicationLifetime lifetime, IDocumentStore documents, ServerMetrics metrics)
    {
        routes.MapOpen(ServiceCalls.Health, context => context.Response.WriteAsync("ok"));
        routes.MapOpen(ServiceCalls.Readiness, async context =>
        {
            if (lifetime.ApplicationStopping.IsCancellationRequested)
            {
                throw new GdnException(GdnErrorCode.Unavailable, "The server is stopping.");
            }

            await documents.GetDocumentAsync("setting", "signing-key", context.RequestAborted);
            await context.Response.WriteAsync("ready");
        });
        routes.MapOpen(ServiceCalls.Metrics, metrics.WriteAsync);
    }
}
