using GdnStreams.Server.SignIn;

namespace GdnStreams.Console.Tests;

/// <summary>How soon something is on the screen. What else the machine does comes and goes: the best of some views counts.</summary>
public sealed class TheFirstView(Chromium chromium)
{
    /// <summary>Seconds that may pass between the server's answer and the view, and seconds of the page's own processor time.</summary>
    private const double Most = 0.3;

    /// <summary>As many times as long as a page of one word may the view take, where the machine is so busy that this is more.</summary>
    private const double MostOfPlain = 3;
    private const int Views = 5;

    /// <summary>Milliseconds from the end of the server's answer to the first paint.</summary>
    private const string Wait =
        """
        new Promise(done => new PerformanceObserver(list => done(list.getEntries()[0].startTime - performance.getEntriesByType('navigation')[0].responseEnd))
          .observe({ type: 'paint', buffered: true }))
        """;

    [Fact]
    public async Task Takes_few_requests_and_little_work()
    {
        await using var server = await ConsoleServer.StartAsync();
        await server.StreamAsync("orders", "workers", "one");
        var views = new List<(double Plain, double Paint, double First, double Second)>();
        do
        {
            views.Add(await ViewAsync(server.Url));
        }
        while (views.Count < Views && (!views.Any(IsSoon) || Math.Max(views.Min(view => view.First), views.Min(view => view.Second)) >= Most));

        Assert.True(
            views.Any(IsSoon),
            $"the first paint came {string.Join(", ", views.Select(view => view.Paint))} s after the server's answer, that of one word {string.Join(", ", views.Select(view => view.Plain))}");
        Assert.True(views.Min(view => view.First) < Most, $"{string.Join(", ", views.Select(view => view.First))} s of processor time for the first view");
        Assert.True(views.Min(view => view.Second) < Most, $"{string.Join(", ", views.Select(view => view.Second))} s of processor time for the list of streams");

        static bool IsSoon((double Plain, double Paint, double First, double Second) view) => view.Paint < Math.Max(Most, MostOfPlain * view.Plain);
    }

    /// <summary>Opens the console in a new window, which has nothing of it yet, and signs in: seconds to the first paint of one word and of the console, and of processor time before and after.</summary>
    private async Task<(double Plain, double Paint, double First, double Second)> ViewAsync(string server)
    {
        await using var console = await OpenConsole.OpenAsync(chromium, "about:blank");
        var work = await ProcessorTime.OfAsync(console.Page);
        await console.Page.GotoAsync(server + "/readyz");
        var plain = await console.Page.EvaluateAsync<double>(Wait) / 1_000;
        var idle = await work.SecondsAsync();
        var requests = new List<string>();
        console.Page.Request += (_, request) => requests.Add(request.Url);
        await console.Page.GotoAsync(server);
        await Expect(console.Button("Sign in")).ToBeVisibleAsync();
        var first = await work.SecondsAsync() - idle;
        var paint = await console.Page.EvaluateAsync<double>(Wait) / 1_000;
        Assert.InRange(requests.Count, 3, 4); // The page, its script, its style, and its icon.
        await console.Page.GetByLabel("E-mail", new() { Exact = true }).FillAsync(Development.Email);
        await console.Page.GetByLabel("Password", new() { Exact = true }).FillAsync(Development.Password);
        var before = await work.SecondsAsync();
        await console.Button("Sign in").ClickAsync();
        await Expect(console.Page.GetByRole(AriaRole.Link, new() { Name = "orders" })).ToBeVisibleAsync();
        var second = await work.SecondsAsync() - before;
        var waited = await console.Page.EvaluateAsync<double>(
            """
            (() => {
              const answers = performance.getEntriesByType('resource').filter(each => each.name.includes('/streams?'));
              return performance.now() - answers[0].responseEnd;
            })()
            """);
        TestContext.Current.SendDiagnosticMessage(
            $"first paint {paint * 1000:0} ms after the answer, {plain * 1000:0} of one word, {first * 1000:0} ms of processor time; the list {waited:0} ms after its answer at most, {second * 1000:0} ms of processor time");
        return (plain, paint, first, second);
    }
}
