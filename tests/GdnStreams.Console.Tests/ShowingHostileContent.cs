using GdnStreams.Client;
using GdnStreams.Protocol;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Console.Tests;

/// <summary>What others put into payloads, keys, properties and names is shown and never run.</summary>
public sealed class ShowingHostileContent(Chromium chromium)
{
    private const string Script = "<img src=x onerror=\"alert(1)\"><script>alert(2)</script><svg onload=alert(3)>";
    private const string Name = "<script>alert(4)</script>";

    [Fact]
    public async Task Scripts_in_messages_and_names_are_text()
    {
        await using var server = await ConsoleServer.StartAsync();
        var stream = StreamName.Create("hostile", StreamScope.Global);
        await server.StreamAsync("hostile");
        await server.CallAsync($"PUT /streams/c8globals.hostile/subscriptions/{Uri.EscapeDataString(Name)}?position=earliest");
        await using (var session = await GdnSession.ConnectAsync(new GdnSessionOptions { Url = new Uri(server.Url), Credential = GdnCredential.ApiKey(Development.ApiKey) }))
        await using (var producer = await session.CreateProducerAsync(stream))
        {
            await producer.SendAsync(OutgoingMessage.FromText(Script) with { Key = Script, Properties = new Dictionary<string, string> { [Script] = Script, ["__proto__"] = "polluted" } });
            await producer.SendAsync(OutgoingMessage.FromText("""{"__proto__":{"polluted":true},"<b onclick='alert(5)'>":"javascript:alert(6)"}"""));
            await producer.SendAsync(new OutgoingMessage { Payload = new byte[] { 0xff, 0xfe, 0x00, 0x3c, 0x73 } });
        }

        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, "#/streams/_system/c8globals.hostile/browse");
        await console.Button("Look").ClickAsync();
        var rows = console.Page.Locator(".messages tbody button");
        await Expect(rows).ToHaveCountAsync(3);
        for (var row = 0; row < 3; row++)
        {
            await rows.Nth(row).ClickAsync();
            await Expect(console.Part("Message")).ToBeVisibleAsync();
        }

        await rows.Nth(0).ClickAsync();
        await Expect(console.Part("Message").Locator("pre")).ToHaveTextAsync(Script);
        await Expect(console.Part("Message")).ToContainTextAsync("__proto__ = polluted");
        await console.GoAsync("#/streams/_system/c8globals.hostile/subscriptions");
        await Expect(console.Page.GetByRole(AriaRole.Heading, new() { Name = Name })).ToBeVisibleAsync();
        await console.GoAsync("#/streams/_system/%3Cimg%20src%3Dx%20onerror%3Dalert(7)%3E/browse");
        await Expect(console.Page.GetByRole(AriaRole.Heading, new() { Name = "<img src=x onerror=alert(7)>" })).ToBeVisibleAsync();
        Assert.Equal("0 undefined", await console.Page.EvaluateAsync<string>("`${document.querySelectorAll('main img, main script').length} ${({}).polluted}`"));
        Assert.Empty(console.Noise);
    }

    [Theory]
    [InlineData("a/b?c#d%20&e=f")]
    [InlineData("<b>\"'`${x}</b>")]
    public async Task A_subscription_of_any_name_is_made_consumed_browsed_and_removed(string name)
    {
        await using var server = await ConsoleServer.StartAsync();
        var topic = await server.StreamAsync("orders");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, $"#/streams/_system/{topic}/subscriptions");
        await console.Button("New subscription").ClickAsync();
        await console.Dialog.GetByLabel("Name").FillAsync(name);
        await console.Button("Create").ClickAsync();
        var article = console.Page.GetByRole(AriaRole.Article, new() { Name = name, Exact = true });
        await Expect(article).ToBeVisibleAsync();
        await server.CallAsync($"POST /streams/{topic}/publish", "one");
        await Expect(article).ToContainTextAsync("Backlog1");
        await article.GetByRole(AriaRole.Link, new() { Name = "Look" }).ClickAsync();
        await console.Button("Look").ClickAsync();
        await Expect(console.Page.GetByText("1 message of 1 looked at. All was looked at.")).ToBeVisibleAsync();
        await console.GoAsync($"#/streams/_system/{topic}");
        await console.Part("Watch").GetByLabel("Subscription").FillAsync(name);
        await console.Button("Start").ClickAsync();
        await Expect(console.Button("one")).ToBeVisibleAsync();
        await console.Button("Stop").ClickAsync();
        await Expect(console.Dialog).ToContainTextAsync(name);
        await console.Button("Unsubscribe").ClickAsync();
        await Expect(console.Dialog).ToHaveCountAsync(0);
        Assert.Empty((await server.CallAsync($"GET /streams/{topic}/subscriptions"))!.AsArray());
        Assert.Empty(console.Noise);
    }

    [Fact]
    public async Task A_name_that_a_browser_takes_for_a_folder_is_refused_before_something_else_is_asked_for()
    {
        await using var server = await ConsoleServer.StartAsync();
        var topic = await server.StreamAsync("orders");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, $"#/streams/_system/{topic}/subscriptions");
        foreach (var name in new[] { ".", ".." })
        {
            await console.Button("New subscription").ClickAsync();
            await console.Dialog.GetByLabel("Name").FillAsync(name);
            await console.Button("Create").ClickAsync();
            await Expect(console.Dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync($"A browser cannot ask for what is called '{name}'.");
            await console.Button("Cancel").ClickAsync();
            await console.GoAsync($"#/streams/_system/{name}/settings"); // Nor as a stream.
            await Expect(console.Page.GetByRole(AriaRole.Alert).First).ToContainTextAsync($"A browser cannot ask for what is called '{name}'.");
            await console.GoAsync($"#/streams/_system/{topic}/subscriptions");
        }

        Assert.Empty(console.Noise);
    }

    [Fact]
    public async Task Templates_that_somebody_else_wrote_break_nothing()
    {
        await using var server = await ConsoleServer.StartAsync();
        var topic = await server.StreamAsync("orders");
        foreach (var kept in new[] { "null", "7", "[null]", "no JSON", """{"a":null,"b":{"kind":"json"}}""" })
        {
            await using var console = await OpenConsole.OpenAsync(chromium, server.Url, $"#/streams/_system/{topic}");
            await console.Page.EvaluateAsync("kept => localStorage.setItem('gdn-console-templates', kept)", kept);
            await console.SignInAsync(Development.Email, Development.Password);
            await Expect(console.Button("Publish")).ToBeVisibleAsync();
            if (kept.Contains("\"b\"", StringComparison.Ordinal))
            {
                await console.Page.GetByLabel("Templates").SelectOptionAsync("b");
                await Expect(console.Button("JSON")).ToHaveAttributeAsync("aria-pressed", "true");
            }

            Assert.Empty(console.Noise);
        }
    }
}
