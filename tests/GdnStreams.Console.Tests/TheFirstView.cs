using GdnStreams.Server.SignIn;

namespace GdnStreams.Console.Tests;

/// <summary>How soon something is on the screen. Processor time and requests do not depend on what else the machine does; of the time on the clock the best of some views counts.</summary>
public sealed class TheFirstView(Chromium chromium)
{
    /// <summary>Seconds that may pass between the server's answer and the view, and seconds of the page's own processor time.</summary>
    private const double Most = 0.3;
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
        await using var console = await OpenConsole.OpenAsync(chromium, "about:blank");
        var work = await ProcessorTime.OfAsync(console.Page);
        var requests = new List<string>();
        console.Page.Request += (_, request) => requests.Add(request.Url);
        await console.Page.GotoAsync(server.Url);
        await Expect(console.Button("Sign in")).ToBeVisibleAsync();
        var first = await work.SecondsAsync();
        var waits = new List<double> { await console.Page.EvaluateAsync<double>(Wait) };
        Assert.InRange(requests.Count, 3, 4); // The page, its script, its style, and its icon.

        for (var again = 1; again < Views; again++)
        {
            await console.Page.ReloadAsync();
            await Expect(console.Button("Sign in")).ToBeVisibleAsync();
            waits.Add(await console.Page.EvaluateAsync<double>(Wait));
        }

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
            $"first paint {string.Join(", ", waits.Select(each => $"{each:0}"))} ms after the answer, {first * 1000:0} ms of processor time; the list {waited:0} ms after its answer at most, {second * 1000:0} ms of processor time");
        Assert.True(waits.Min() < Most * 1000, $"the first paint came {string.Join(", ", waits)} ms after the server's answer");
        Assert.True(first < Most, $"{first} s of processor time for the first view");
        Assert.True(second < Most, $"{second} s of processor time for the list of streams");
    }
}
