using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using GdnStreams.Server;

namespace GdnStreams.Console.Tests;

/// <summary>An origin that is not the server's: /demo.html there is a page for the server that its query names.</summary>
internal sealed class PagesElsewhere : IAsyncDisposable
{
    private readonly WebApplication _pages;

    private PagesElsewhere(WebApplication pages) => _pages = pages;

    public string Origin => _pages.Urls.Single();

    /// <param name="page">The page for a server's host and port.</param>
    public static async Task<PagesElsewhere> StartAsync(Func<string, string> page)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var pages = builder.Build();
        pages.MapGet("/demo.html", (string host) => Results.Text(page(host), "text/html"));
        await pages.StartAsync();
        return new PagesElsewhere(pages);
    }

    /// <summary>A server that an origin may call, with the user of GDN's quickstart.</summary>
    public static async Task<ConsoleServer> StartServerAsync(string origin)
    {
        var server = await ConsoleServer.StartAsync(new ServerOptions { HttpsPort = 0, AllowedOrigins = [origin], AllowsAnonymousSockets = true });
        await server.UserAsync("nemo@nautilus.com", "xxxxxx");
        return server;
    }

    /// <summary>The page at its origin; what it has from elsewhere is not fetched.</summary>
    public async Task<IBrowserContext> OpenAsync(Chromium chromium, ConsoleServer server)
    {
        var window = await chromium.NewWindowAsync(new() { IgnoreHTTPSErrors = true });
        await window.RouteAsync(address => new Uri(address) is { IsLoopback: false }, route => route.AbortAsync());
        await (await window.NewPageAsync()).GotoAsync($"{Origin}/demo.html?host={new Uri(server.HttpsUrl).Authority}");
        return window;
    }

    public ValueTask DisposeAsync() => _pages.DisposeAsync();
}
