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
    public async Task The_keyboard_alone_reaches_everything()
    {
        await using var server = await ConsoleServer.StartAsync();
        await server.StreamAsync("orders", "workers", "one");
        await using var console = await OpenConsole.OpenAsync(chromium, server.Url, "#/streams/_system/c8globals.orders/subscriptions");
        var keyboard = console.Page.Keyboard;
        await console.Page.GetByLabel("E-mail").FocusAsync();
        await keyboard.TypeAsync("root@demo.local");
        await keyboard.PressAsync("Tab");
        await keyboard.TypeAsync("demo");
        await keyboard.PressAsync("Enter");
        await console.Button("Clear…").FocusAsync();
        await keyboard.PressAsync("Enter");
        await Expect(console.Dialog).ToBeVisibleAsync();
        await keyboard.PressAsync("Escape");
        await Expect(console.Dialog).ToHaveCountAsync(0);
        await Expect(console.Button("Clear…")).ToBeFocusedAsync();
        Assert.Empty(console.Noise);
    }

    private static async Task<IEnumerable<string>> CheckAsync(OpenConsole console, string place) =>
        (await console.Page.RunAxe()).Violations.Select(violation => $"{place}: {violation.Id} {string.Join(' ', violation.Nodes.Select(node => node.Html))}");
}
