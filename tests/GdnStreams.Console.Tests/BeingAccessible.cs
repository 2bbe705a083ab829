using Deque.AxeCore.Playwright;

namespace GdnStreams.Console.Tests;

public sealed class BeingAccessible(Chromium chromium)
{
    private static readonly string[] Places =
    [
        "#/streams", "#/streams/_system/c8globals.orders", "#/streams/_system/c8globals.orders/browse", "#/streams/_system/c8globals.orders/subscriptions",
        "#/streams/_system/c8globals.orders/settings", "#/dead-letters", "#/administration/_system/keys", "#/administration/_system/users", "#/administration/_system/fabrics",
        "#/administration/_system/retention", "#/administration/_system/pushes", "#/server",
    ];

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 400)]
    [InlineData(ColorScheme.Dark, 400)]
    public async Task Axe_finds_nothing_on_any_page(ColorScheme scheme, int width)
    {
        await using var server = await ConsoleServer.StartAsync();
        await server.StreamAsync("orders", "workers", "one", "{\"two\":2}");
        await server.StreamAsync("orders-workers-DLQ", "redrive", "dead");
        var options = new BrowserNewContextOptions { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 900 } };
        await using var console = await OpenConsole.OpenAsync(chromium, server.Url, options: options);
        List<string> found = [.. await CheckAsync(console, "sign-in")];
        await console.SignInAsync("root@demo.local", "demo");
        await Expect(console.Button("Sign out")).ToBeVisibleAsync();
        foreach (var place in Places)
        {
            await console.GoAsync(place);
            await Expect(console.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
            found.AddRange(await CheckAsync(console, place));
            Assert.True(await console.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1"), $"{place} is wider than the window");
        }

        await console.GoAsync(Places[2]);
        await console.Button("Look").ClickAsync();
        await console.Page.Locator(".messages tbody button").Last.ClickAsync();
        found.AddRange(await CheckAsync(console, "a message"));
        await console.GoAsync(Places[3]);
        await console.Button("Reset…").ClickAsync();
        found.AddRange(await CheckAsync(console, "a question"));
        Assert.Empty(found);
        Assert.Empty(console.Noise);
    }

    [Fact]
    public async Task Axe_finds_nothing_in_what_opens_and_runs()
    {
        await using var server = await ConsoleServer.StartAsync();
        await server.StreamAsync("orders", "workers", "one", "two");
        await server.DeadLettersAsync("c8globals.orders", "dead");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, "#/dead-letters");
        List<string> found = [];
        await OpenedAsync("#/dead-letters", "Send back…");
        await console.Button("Send back").ClickAsync();
        await Expect(console.Dialog).ToContainTextAsync("1 message sent back.");
        found.AddRange(await CheckAsync(console, "what was sent back"));
        await console.Button("Close").ClickAsync();
        await OpenedAsync("#/administration/_system/keys", "New key");
        await console.Dialog.GetByLabel("Name").FillAsync("reporting");
        await console.Button("Create").ClickAsync();
        await Expect(console.Button("I have it")).ToBeVisibleAsync();
        found.AddRange(await CheckAsync(console, "a key"));
        await console.Button("I have it").ClickAsync();
        await OpenedAsync("#/administration/_system/keys", "Permissions…");
        await console.Button("Close").ClickAsync();
        await OpenedAsync("#/administration/_system/users", "New user");
        await console.Button("Cancel").ClickAsync();
        await OpenedAsync("#/administration/_system/pushes", "New push");
        await console.Button("Cancel").ClickAsync();
        await OpenedAsync("#/streams", "New stream");
        await console.Dialog.GetByLabel("Name").FillAsync("bad name");
        await console.Button("Create").ClickAsync();
        await Expect(console.Dialog.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        found.AddRange(await CheckAsync(console, "a question that was refused"));
        await console.Button("Cancel").ClickAsync();
        await console.GoAsync("#/streams/_system/c8globals.orders");
        await console.Part("Watch").GetByLabel("Subscription").FillAsync("workers");
        await console.Page.GetByLabel("I acknowledge each message myself").CheckAsync();
        await console.Button("Start").ClickAsync();
        await Expect(console.Page.GetByText("Listening as workers")).ToBeVisibleAsync();
        await Expect(console.Page.Locator(".messages tbody tr")).ToHaveCountAsync(3);
        await console.Button("JSON").ClickAsync();
        await console.Page.GetByLabel("Payload", new() { Exact = true }).FillAsync("{");
        await Expect(console.Page.GetByText("This is no JSON:")).ToBeVisibleAsync();
        found.AddRange(await CheckAsync(console, "a watch, and JSON that is none"));
        await console.Button("Stop").ClickAsync();
        found.AddRange(await CheckAsync(console, "the question at the end of a watch"));
        Assert.Empty(found);
        Assert.Empty(console.Noise);

        async Task OpenedAsync(string place, string button)
        {
            await console.GoAsync(place);
            await console.Button(button).First.ClickAsync();
            await Expect(console.Dialog).ToBeVisibleAsync();
            found.AddRange(await CheckAsync(console, $"{place}: {button}"));
        }
    }

    private static async Task<IEnumerable<string>> CheckAsync(OpenConsole console, string place) =>
        (await console.Page.RunAxe()).Violations.Select(violation => $"{place}: {violation.Id} {string.Join(' ', violation.Nodes.Select(node => node.Html))}");

    [Theory]
    [InlineData(ReducedMotion.NoPreference, "0.12s, 0.12s")]
    [InlineData(ReducedMotion.Reduce, "0s")]
    public async Task Nothing_moves_where_one_asks_for_that(ReducedMotion motion, string duration)
    {
        await using var server = await ConsoleServer.StartAsync();
        await using var console = await OpenConsole.OpenAsync(chromium, server.Url, options: new() { ReducedMotion = motion });
        await Expect(console.Button("Sign in")).ToHaveCSSAsync("transition-duration", duration);
        var moving = await console.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('*')].filter(each => getComputedStyle(each).animationName !== 'none' || getComputedStyle(each).scrollBehavior === 'smooth').map(each => each.outerHTML)");
        Assert.Empty(moving);
    }
}
