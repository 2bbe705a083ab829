namespace GdnStreams.Console.Tests;

/// <summary>
/// The page of GDN's quickstart, as it is there, at an origin of its own. Two things are changed in it: the host's name, and a semicolon in the middle of an
/// expression, with which no browser runs it.
/// </summary>
public sealed class TheBrowserDemo(Chromium chromium)
{
    [Fact]
    public async Task Works_at_an_origin_that_is_allowed()
    {
        await using var pages = await StartPagesAsync();
        await using var server = await PagesElsewhere.StartServerAsync(pages.Origin);
        await using var window = await pages.OpenAsync(chromium, server);
        var page = window.Pages[0];
        await page.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        var console = page.Locator("#console");
        await Expect(console).ToContainTextAsync("YOU CAN NOW START PUBLISHING YOUR MESSAGES");
        await Expect(console).ToContainTextAsync("Producer is open now for c8globals.api_tutorial_streams");
        foreach (var (typed, received) in new[] { ("Hello from a page", "Hello from a page"), ("{ \"n\" : 1 }", "{\"n\":1}") })
        {
            await page.Locator("#messageBox").FillAsync(typed);
            await page.GetByRole(AriaRole.Button, new() { Name = "Publish" }).ClickAsync();
            await Expect(console.Locator("small").Filter(new() { HasTextRegex = new($": {System.Text.RegularExpressions.Regex.Escape(received)}$") }).Nth(1)).ToBeVisibleAsync(); // As sent, and as received.
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(console).ToContainTextAsync("Closed Consumer connection");
        await Expect(console).ToContainTextAsync("api_tutorial_streams_consumer UNSUBSCRIBED SUCCESSFULLY", new() { Timeout = 30_000 });
        Assert.Empty((await server.CallAsync("GET /streams/c8globals.api_tutorial_streams/subscriptions"))!.AsArray());
    }

    [Fact]
    public async Task Is_refused_at_any_other()
    {
        await using var pages = await StartPagesAsync();
        await using var server = await PagesElsewhere.StartServerAsync("http://127.0.0.1:1");
        await using var window = await pages.OpenAsync(chromium, server);
        var refused = window.Pages[0].WaitForConsoleMessageAsync(new() { Predicate = message => message.Text.Contains("CORS", StringComparison.Ordinal) });
        await window.Pages[0].GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        await refused;
        var socket = await window.Pages[0].EvaluateAsync<string>(
            """
            address => new Promise(done => {
              const socket = new WebSocket(address);
              socket.onopen = () => done('open');
              socket.onerror = () => done('refused');
            })
            """,
            $"wss://{new Uri(server.HttpsUrl).Authority}/_ws/ws/v2/producer/persistent/demo/c8global._system/c8globals.api_tutorial_streams");
        Assert.Equal("refused", socket);
        Assert.Empty((await server.CallAsync("GET /streams"))!.AsArray());
    }

    /// <summary>Where the page comes from.</summary>
    private static async Task<PagesElsewhere> StartPagesAsync()
    {
        var demo = await DemoAsync();
        return await PagesElsewhere.StartAsync(host =>
            Replaced(Replaced(demo, "\"api-gdn.paas.macrometa.io\"", $"\"{host}\""), "          ? FEDERATION_NAME;", "          ? FEDERATION_NAME"));

        static string Replaced(string text, string what, string by)
        {
            Assert.Equal(2, text.Split(what).Length);
            return text.Replace(what, by, StringComparison.Ordinal);
        }
    }

    /// <summary>The page is not ours: it is read where GDN's document lies beside the repository, and in <c>GDN_QUICKSTART</c> elsewhere; <see cref="CallingFromAnotherOrigin"/> makes its calls anywhere.</summary>
    private static async Task<string> DemoAsync()
    {
        var file = Environment.GetEnvironmentVariable("GDN_QUICKSTART") ?? Ancestors().Select(folder => Path.Combine(folder, "shared", "protocol", "quickstart-seed.md")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(file is null, "GDN's quickstart is not there: GDN_QUICKSTART names its document.");
        var text = await File.ReadAllTextAsync(file!);
        var begin = text.IndexOf("<!DOCTYPE html>", StringComparison.Ordinal);
        return text[begin..(text.IndexOf("</html>", begin, StringComparison.Ordinal) + "</html>".Length)];
    }

    private static IEnumerable<string> Ancestors()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            yield return folder.FullName;
        }
    }
}
