using GdnStreams.Server.SignIn;

namespace GdnStreams.Console.Tests;

/// <summary>How soon something is on the screen. What is asserted is processor time and requests, which do not depend on what else the machine does.</summary>
public sealed class TheFirstView(Chromium chromium)
{
    /// <summary>Seconds of the page's own processor time: what may pass between the server's answer and the view.</summary>
    private const double Most = 0.3;

    [Fact]
    public async Task Takes_few_requests_and_little_work()
    {
        await using var server = await ConsoleServer.StartAsync();
        await server.StreamAsync("orders", "workers", "one");
        await using var console = await OpenConsole.OpenAsync(chromium, "about:blank");
        var work = await ProcessorTime.OfAsync(console.Page);
        var requests = new List<string>();
        console.Page.Request += (_, request) => requests.Add(request.Url);
        await console.Page.GotoAsync(server.Url);
        await Expect(console.Button("Sign in")).ToBeVisibleAsync();
        var first = await work.SecondsAsync();
        var painted = await console.Page.EvaluateAsync<double>("new Promise(done => new PerformanceObserver(list => done(list.getEntries()[0].startTime)).observe({ type: 'paint', buffered: true }))");
        var answered = await console.Page.EvaluateAsync<double>("performance.getEntriesByType('navigation')[0].responseEnd");
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
            $"first paint {painted - answered:0} ms after the answer, {first * 1000:0} ms of processor time; the list {waited:0} ms after its answer at most, {second * 1000:0} ms of processor time");
        Assert.True(first < Most, $"{first} s of processor time for the first view");
        Assert.True(second < Most, $"{second} s of processor time for the list of streams");
    }
}
