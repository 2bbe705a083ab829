using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GdnStreams.Server.Tests;

/// <summary>A Pulsar's administration that answers as a script says, and remembers what it was asked.</summary>
internal sealed class ScriptedAdmin : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _asked = new();

    private ScriptedAdmin(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.First());

    /// <summary>Requests such as <c>GET /path</c>, in their order.</summary>
    public IReadOnlyCollection<string> Asked => _asked;

    /// <param name="script">Status and body for a request.</param>
    public static async Task<ScriptedAdmin> StartAsync(Func<string, (int Status, string Body)> script)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var admin = new ScriptedAdmin(builder.Build());
        admin._app.Run(async context =>
        {
            var request = $"{context.Request.Method} {context.Request.Path}";
            admin._asked.Enqueue(request);
            (context.Response.StatusCode, var body) = script(request);
            if (body.Length > 0)
            {
                await context.Response.WriteAsync(body);
            }
        });
        await admin._app.StartAsync();
        return admin;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
