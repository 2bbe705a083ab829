using GdnStreams.Client;
using GdnStreams.Protocol;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Console.Tests;

public sealed class SeeingStreams(Chromium chromium, Targets targets)
{
    [Theory]
    [MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task The_list_shows_filters_and_sorts(string target)
    {
        await using var server = await ConsoleServer.StartAsync(targets, target);
        await server.StreamAsync("alpha", "s", "1");
        await server.StreamAsync("beta", "s", "1", "2", "3");
        await server.CallAsync("POST /streams/gamma?global=false");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url);
        var rows = console.Page.Locator(".streams tbody tr");
        await Expect(rows).ToHaveCountAsync(3);
        await Expect(rows.Filter(new() { HasText = "beta" })).ToContainTextAsync("3");
        await console.Button("Backlog").ClickAsync();
        await Expect(rows.First).ToContainTextAsync("beta");
        await console.Page.GetByLabel("Scope").SelectOptionAsync("local");
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(rows.First).ToContainTextAsync("gamma");
        await console.Page.GetByLabel("Scope").SelectOptionAsync("");
        await console.Page.GetByLabel("Filter by name").FillAsync("ALPH");
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(rows.First).ToContainTextAsync("alpha");
        Assert.Empty(console.Noise);
    }

    [Theory]
    [MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task The_list_shows_what_flows_while_it_does(string target)
    {
        await using var server = await ConsoleServer.StartAsync(targets, target);
        await server.StreamAsync("orders", "s");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url);
        await using var session = await server.ConnectAsync();
        await using var producer = await session.CreateProducerAsync(StreamName.Create("orders", StreamScope.Global));
        using var seen = new CancellationTokenSource();
        var publishing = Task.Run(async () =>
        {
            while (!seen.IsCancellationRequested)
            {
                await producer.SendAsync(OutgoingMessage.FromText("flowing"));
            }
        });
        await Expect(console.Page.Locator(".streams tbody tr")).ToContainTextAsync(new System.Text.RegularExpressions.Regex("[1-9][0-9.,]* ?/s"));
        await seen.CancelAsync();
        await publishing;
        Assert.Empty(console.Noise);
    }

    [Theory]
    [MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task A_stream_is_made_and_opened(string target)
    {
        await using var server = await ConsoleServer.StartAsync(targets, target);
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url);
        await console.Button("New stream").ClickAsync();
        await console.Dialog.GetByLabel("Name").FillAsync("bad name");
        await console.Button("Create").ClickAsync();
        await Expect(console.Dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("'bad name' is not a valid stream name");
        await console.Dialog.GetByLabel("Name").FillAsync("orders");
        await console.Button("Create").ClickAsync();
        await Expect(console.Page.GetByRole(AriaRole.Heading, new() { Name = "orders" })).ToBeVisibleAsync();
        Assert.Empty(console.Noise);
    }

    [Fact]
    public async Task A_full_page_of_streams_is_not_more_than_it()
    {
        await using var server = await ConsoleServer.StartAsync();
        await server.StreamsAsync("many", 500);
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url);
        await Expect(console.Page.GetByText("500", new() { Exact = true })).ToBeVisibleAsync();
        await server.StreamAsync("one-more");
        await Expect(console.Page.GetByText("500 and more", new() { Exact = true })).ToBeVisibleAsync();
        Assert.Empty(console.Noise);
    }

    [Fact]
    public async Task A_stream_whose_figures_fail_does_not_take_those_of_others()
    {
        await using var server = await ConsoleServer.StartAsync();
        await server.StreamAsync("alpha", "s", "1");
        await server.StreamAsync("beta", "s", "1", "2", "3");
        await using var console = await OpenConsole.OpenAsync(chromium, server.Url);
        await console.Page.RouteAsync("**/c8globals.alpha/stats?*", route => route.FulfillAsync(new() { Status = 500, Body = "{}" }));
        await console.SignInAsync(Development.Email, Development.Password);
        await Expect(console.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The server answered 500.");
        await Expect(console.Page.Locator(".streams tbody tr").Filter(new() { HasText = "beta" })).ToContainTextAsync("0/s");
        Assert.Empty(console.Noise);
    }

    [Fact]
    public async Task Of_thousands_of_streams_only_those_are_fetched_and_drawn_that_one_sees()
    {
        const int Count = 6_000;
        await using var server = await ConsoleServer.StartAsync();
        await server.StreamsAsync("many", Count);
        await using var console = await OpenConsole.OpenAsync(chromium, server.Url);
        var (streams, figures) = (0, 0);
        console.Page.Request += (_, request) =>
        {
            Interlocked.Add(ref streams, request.Url.Contains("/streams?", StringComparison.Ordinal) ? int.Parse(System.Web.HttpUtility.ParseQueryString(new Uri(request.Url).Query)["limit"]!, System.Globalization.CultureInfo.InvariantCulture) : 0);
            Interlocked.Add(ref figures, request.Url.Contains("/stats", StringComparison.Ordinal) ? 1 : 0);
        };
        await console.SignInAsync(Development.Email, Development.Password);
        await Expect(console.Page.GetByText("500 and more")).ToBeVisibleAsync();
        await Expect(console.Page.Locator(".streams tbody tr").First).ToContainTextAsync("0 B");
        Assert.InRange(await console.Page.Locator(".streams tbody tr").CountAsync(), 10, 100);
        Assert.True(streams < Count && figures < Count / 2, $"{streams} streams and {figures} figures were fetched for the first view");
        var list = console.Part("List of streams");
        for (var scrolled = 2; scrolled <= 3; scrolled++)
        {
            await list.EvaluateAsync("list => list.scrollTo(0, list.scrollHeight)");
            await Expect(console.Page.GetByText($"{scrolled * 500:N0} and more")).ToBeVisibleAsync();
        }

        await list.EvaluateAsync("list => list.scrollTo(0, list.scrollHeight)");
        await Expect(console.Page.GetByRole(AriaRole.Link, new() { Name = "many-001499" })).ToBeVisibleAsync();
        Assert.InRange(await console.Page.Locator(".streams tbody tr").CountAsync(), 10, 100);
        await console.Page.GetByLabel("Filter by name").FillAsync("-005999");
        await Expect(console.Page.GetByRole(AriaRole.Link, new() { Name = "many-005999" })).ToBeVisibleAsync();
        Assert.Empty(console.Noise);
    }
}
