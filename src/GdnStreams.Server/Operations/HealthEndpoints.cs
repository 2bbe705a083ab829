using GdnStreams.Engine;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Operations;

/// <summary>For whoever watches the server: <c>/healthz</c> it lives, <c>/readyz</c> its store answers, <c>/metrics</c>. Open to all; nothing secret is in them.</summary>
internal static class HealthEndpoints
{
    public static void Map(WebApplication app, IDocumentStore documents, ServerMetrics metrics)
    {
        app.MapGet("/healthz", context => context.Response.WriteAsync("ok"));
        app.MapGet("/readyz", async context =>
        {
            if (app.Lifetime.ApplicationStopping.IsCancellationRequested)
            {
                throw new GdnException(GdnErrorCode.Unavailable, "The server is stopping.");
            }

            await documents.GetDocumentAsync("setting", "signing-key", context.RequestAborted);
            await context.Response.WriteAsync("ready");
        });
        app.MapGet("/metrics", metrics.WriteAsync);
    }
}
