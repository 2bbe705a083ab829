namespace GdnStreams.Console.Tests;

public sealed class SeeingStreams(Chromium chromium)
{
    [Fact]
    public async Task The_list_shows_filters_and_sorts()
    {
        await using var server = await ConsoleServer.StartAsync();
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

    [Fact]
    public async Task A_stream_is_made_and_opened()
    {
        await using var server = await ConsoleServer.StartAsync();
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
    public async Task Of_a_thousand_streams_only_those_are_fetched_and_drawn_that_one_sees()
    {
        await using var server = await ConsoleServer.StartAsync();
        for (var number = 0; number < 1_200; number++)
        {
            await server.CallAsync($"POST /streams/many-{number:0000}?global=true");
        }

        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url);
        await Expect(console.Page.GetByText("500 and more")).ToBeVisibleAsync();
        Assert.True(await console.Page.Locator(".streams tbody tr").CountAsync() < 100);
        var list = console.Part("List of streams");
        for (var scrolled = 0; scrolled < 2; scrolled++)
        {
            await list.EvaluateAsync("list => list.scrollTo(0, list.scrollHeight)");
            await Expect(console.Page.GetByText(scrolled == 0 ? "1,000 and more" : "1,200")).ToBeVisibleAsync();
        }

        await list.EvaluateAsync("list => list.scrollTo(0, list.scrollHeight)");
        await Expect(console.Page.GetByRole(AriaRole.Link, new() { Name = "many-1199" })).ToBeVisibleAsync();
        Assert.True(await console.Page.Locator(".streams tbody tr").CountAsync() < 100);
        Assert.Empty(console.Noise);
    }
}
