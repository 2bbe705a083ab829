using GdnStreams.Server.SignIn;

namespace GdnStreams.Console.Tests;

/// <summary>Everything with keys alone: nothing here clicks, or gives the focus to something itself.</summary>
public sealed class UsingTheKeyboard(Chromium chromium)
{
    private const string Remember = "() => { window.reached = new WeakSet(); addEventListener('focusin', event => reached.add(event.target)); }";

    /// <summary>What one could use, sees, and did not reach.</summary>
    private const string Missed =
        """
        () => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
          .filter(each => !each.disabled && each.checkVisibility() && !each.closest('details:not([open]) > :not(summary)') && !reached.has(each))
          .map(each => each.outerHTML.slice(0, 200))
        """;

    /// <summary>Where one can be, and what is there once everything is that comes from the server.</summary>
    private static readonly (string Place, string[] Known)[] Places =
    [
        ("#/streams", ["button:text-is('New stream')", "tbody tr:nth-child(2) a"]),
        ("#/streams/_system/c8globals.orders", ["button:text-is('Publish')"]),
        ("#/streams/_system/c8globals.orders/browse", ["button:text-is('Look')"]),
        ("#/streams/_system/c8globals.orders/subscriptions", ["article button:text-is('Clear…')"]),
        ("#/streams/_system/c8globals.orders/settings", ["button:text-is('Delete…')", "[aria-label='Retention'] button:enabled"]),
        ("#/dead-letters", ["button:enabled:text-is('Send back…')"]),
        ("#/administration/_system/keys", ["[aria-label='API keys'] tbody button"]),
        ("#/administration/_system/users", ["[aria-label='Users'] tbody button"]),
        ("#/administration/_system/fabrics", ["[aria-label='Fabrics'] tbody a"]),
        ("#/administration/_system/retention", ["[aria-label='Retention'] button:enabled"]),
        ("#/administration/_system/pushes", [":text-is('There are no pushes in this fabric.')"]),
        ("#/server", ["dd:text-is('Ready')"]),
    ];

    [Fact]
    public async Task The_tab_key_reaches_every_link_button_and_field()
    {
        await using var server = await ConsoleServer.StartAsync();
        await server.StreamAsync("orders", "workers", "one", "{\"two\":2}");
        await server.StreamAsync("orders-workers-DLQ", "redrive", "dead");
        await using var console = await SignedInAsync(server, "");
        await console.Page.EvaluateAsync(Remember);
        foreach (var (place, known) in Places)
        {
            await console.GoAsync(place);
            await Expect(console.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
            foreach (var one in known)
            {
                await Expect(console.Page.Locator(one).First).ToBeVisibleAsync();
            }

            var all = await console.Page.EvaluateAsync<int>("document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex=\"0\"]').length");
            for (var pressed = 0; pressed < all + 20; pressed++)
            {
                await console.Page.Keyboard.PressAsync("Tab");
            }

            Assert.Equal([], (await console.Page.EvaluateAsync<string[]>(Missed)).Select(missed => $"{place}: {missed}"));
        }

        Assert.Empty(console.Noise);
    }

    [Fact]
    public async Task A_question_keeps_the_focus_and_gives_it_back()
    {
        await using var server = await ConsoleServer.StartAsync();
        await server.StreamAsync("orders", "workers", "one");
        await using var console = await SignedInAsync(server, "#/streams/_system/c8globals.orders/subscriptions");
        await TabToAsync(console, console.Button("Clear…"));
        await console.Page.Keyboard.PressAsync("Enter");
        await Expect(console.Dialog).ToBeVisibleAsync();
        await TabToAsync(console, console.Button("Cancel"));
        await TabToAsync(console, console.Button("Clear 1 message"));
        await console.Page.Keyboard.PressAsync("Escape");
        await Expect(console.Dialog).ToHaveCountAsync(0);
        await Expect(console.Button("Clear…")).ToBeFocusedAsync();
        await console.Page.Keyboard.PressAsync("Enter");
        await TabToAsync(console, console.Button("Clear 1 message"));
        await console.Page.Keyboard.PressAsync("Space");
        await Expect(console.Page.GetByRole(AriaRole.Article, new() { Name = "workers" })).ToContainTextAsync("Backlog0");
        Assert.Empty(console.Noise);
    }

    [Fact]
    public async Task A_message_is_published_found_opened_and_its_tree_unfolded()
    {
        await using var server = await ConsoleServer.StartAsync();
        var topic = await server.StreamAsync("orders");
        await server.CallAsync($"PUT /streams/{topic}/subscriptions/workers?position=earliest");
        await using var console = await SignedInAsync(server, $"#/streams/_system/{topic}");
        var keyboard = console.Page.Keyboard;
        await TabToAsync(console, console.Page.GetByLabel("Payload", new() { Exact = true }));
        await keyboard.TypeAsync("""{"a":{"b":{"c":"deep"}}}""");
        await TabToAsync(console, console.Button("Publish"));
        await keyboard.PressAsync("Enter");
        await Expect(console.Page.GetByText("Stored as")).ToBeVisibleAsync();
        await TabToAsync(console, console.Page.GetByRole(AriaRole.Link, new() { Name = "Browse" }));
        await keyboard.PressAsync("Enter");
        await TabToAsync(console, console.Button("Look"));
        await keyboard.PressAsync("Enter");
        await Expect(console.Page.Locator(".messages tbody button")).ToHaveCountAsync(1);
        await TabToAsync(console, console.Page.Locator(".messages tbody button"));
        await keyboard.PressAsync("Enter");
        var tree = console.Part("Payload as a tree");
        await Expect(tree.GetByText("deep")).ToHaveCountAsync(0);
        await TabToAsync(console, tree.Locator("summary").Last);
        await keyboard.PressAsync("Enter");
        await Expect(tree.GetByText("deep")).ToBeVisibleAsync();
        await TabToAsync(console, console.Button("Sign out"));
        await keyboard.PressAsync("Enter");
        await Expect(console.Page.GetByText("You are signed out.")).ToBeVisibleAsync();
        Assert.Empty(console.Noise);
    }

    private async Task<OpenConsole> SignedInAsync(ConsoleServer server, string place)
    {
        var console = await OpenConsole.OpenAsync(chromium, server.Url, place);
        await Expect(console.Button("Sign in")).ToBeVisibleAsync();
        await TabToAsync(console, console.Page.GetByLabel("E-mail"));
        await console.Page.Keyboard.TypeAsync(Development.Email);
        await console.Page.Keyboard.PressAsync("Tab");
        await console.Page.Keyboard.TypeAsync(Development.Password);
        await console.Page.Keyboard.PressAsync("Enter");
        await Expect(console.Button("Sign out")).ToBeVisibleAsync();
        return console;
    }

    private static async Task TabToAsync(OpenConsole console, ILocator element)
    {
        await Expect(element).ToBeVisibleAsync();
        for (var pressed = 0; !await element.EvaluateAsync<bool>("element => element === document.activeElement"); pressed++)
        {
            Assert.True(pressed < 200, $"the tab key does not reach {element}");
            await console.Page.Keyboard.PressAsync("Tab");
        }
    }
}
