[assembly: AssemblyFixture(typeof(GdnStreams.Console.Tests.Chromium))]

namespace GdnStreams.Console.Tests;

/// <summary>The machine's own Chromium, started once for all tests. Nothing is downloaded; without it the tests are skipped and say so.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (OtherPrograms.Find("chromium", "chromium-browser", "google-chrome", "chrome") is { } path)
        {
            _playwright = await Playwright.CreateAsync();
            SetDefaultExpectTimeout(60_000); // Five seconds are too few beside work that takes both cores.
            _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--no-sandbox", "--force-prefers-reduced-motion"] });
        }
    }

    /// <summary>A window that shares nothing with others.</summary>
    public async Task<IBrowserContext> NewWindowAsync(BrowserNewContextOptions? options)
    {
        Assert.SkipWhen(_browser is null, "chromium is not on the PATH.");
        return await _browser!.NewContextAsync(options);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
