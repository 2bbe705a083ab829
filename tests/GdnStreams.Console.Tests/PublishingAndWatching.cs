namespace GdnStreams.Console.Tests;

/// <summary>What the browser demo of GDN's quickstart does, and more.</summary>
public sealed class PublishingAndWatching(Chromium chromium, Targets targets)
{
    /// <summary>Remembers that there was no row, for however short a time.</summary>
    private const string Remember =
        """
        () => new MutationObserver(() => { window.wasEmpty ||= document.querySelector('.messages tbody tr') === null; }).observe(document.body, { childList: true, subtree: true })
        """;

    [Theory]
    [MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task What_is_published_arrives_with_its_key_and_properties(string target)
    {
        await using var server = await ConsoleServer.StartAsync(targets, target);
        var topic = await server.StreamAsync("api_tutorial_streams");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, $"#/streams/_system/{topic}");
        await ListenAsync(console, "");
        await console.Page.GetByLabel("Payload", new() { Exact = true }).FillAsync("hello from a page");
        await console.Page.GetByText("Key, properties, times").ClickAsync();
        await console.Page.GetByLabel("Key", new() { Exact = true }).FillAsync("k1");
        await console.Page.GetByLabel("Properties").FillAsync("language=en\ntone=kind");
        await console.Button("Publish").ClickAsync();
        await Expect(console.Page.GetByText("Stored as")).ToBeVisibleAsync();
        await console.Button("hello from a page").ClickAsync();
        await Expect(console.Part("Message")).ToContainTextAsync("k1");
        await Expect(console.Part("Message")).ToContainTextAsync("language = en");
        Assert.Empty(console.Noise);
    }

    [Fact]
    public async Task Json_is_checked_before_it_is_sent_and_shown_as_a_tree()
    {
        await using var server = await ConsoleServer.StartAsync();
        var topic = await server.StreamAsync("orders");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, $"#/streams/_system/{topic}");
        await ListenAsync(console, "");
        await console.Button("JSON").ClickAsync();
        await console.Page.GetByLabel("Payload", new() { Exact = true }).FillAsync("{\"id\":");
        await Expect(console.Page.GetByText("This is no JSON:")).ToBeVisibleAsync();
        await Expect(console.Button("Publish")).ToBeDisabledAsync();
        await console.Page.GetByLabel("Payload", new() { Exact = true }).FillAsync("{\"id\":12345678901234567890,\"lines\":[{\"what\":\"tea\"}]}");
        await console.Button("Publish").ClickAsync();
        await console.Page.Locator(".messages tbody button").First.ClickAsync();
        await Expect(console.Part("Payload as a tree")).ToContainTextAsync("12345678901234567890");
        Assert.Empty(console.Noise);
    }

    [Theory]
    [MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task A_subscription_acknowledges_denies_and_is_removed_at_the_end(string target)
    {
        await using var server = await ConsoleServer.StartAsync(targets, target);
        var topic = await server.StreamAsync("orders", "workers", "first", "second");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, $"#/streams/_system/{topic}");
        await console.Part("Watch").GetByLabel("Subscription").FillAsync("workers");
        await console.Page.GetByLabel("I acknowledge each message myself").CheckAsync();
        await console.Button("Start").ClickAsync();
        var rows = console.Page.Locator(".messages tbody tr");
        await Expect(rows).ToHaveCountAsync(2);
        await rows.Filter(new() { HasText = "first" }).GetByRole(AriaRole.Button, new() { Name = "Acknowledge" }).ClickAsync();
        await Expect(rows).ToHaveCountAsync(1);
        await console.Page.EvaluateAsync(Remember);
        await rows.First.GetByRole(AriaRole.Button, new() { Name = "Deny" }).ClickAsync();
        await Expect(console.Page.GetByText("3 messages,")).ToBeVisibleAsync(); // It has come again.
        await Expect(rows).ToHaveCountAsync(1);
        Assert.True(await console.Page.EvaluateAsync<bool>("wasEmpty")); // It had gone.
        await console.Button("Stop").ClickAsync();
        await Expect(console.Dialog).ToContainTextAsync("workers");
        await console.Button("Unsubscribe").ClickAsync();
        await Expect(console.Dialog).ToHaveCountAsync(0);
        Assert.Empty((await server.CallAsync($"GET /streams/{topic}/subscriptions"))!.AsArray());
        Assert.Empty(console.Noise);
    }

    [Theory]
    [MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task Pausing_a_subscription_takes_nothing(string target)
    {
        await using var server = await ConsoleServer.StartAsync(targets, target);
        var topic = await server.StreamAsync("orders", "workers");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, $"#/streams/_system/{topic}");
        await ListenAsync(console, "workers");
        await console.Button("Pause").ClickAsync();
        await server.CallAsync($"POST /streams/{topic}/publish", "while it is paused");
        await Expect(console.Page.GetByText("Paused as workers")).ToBeVisibleAsync();
        await Expect(console.Button("while it is paused")).ToHaveCountAsync(0);
        await console.Button("Go on").ClickAsync();
        await Expect(console.Button("while it is paused")).ToBeVisibleAsync();
        await Waiting.UntilAsync(async () => await server.BacklogAsync(topic, "workers") == 0);
        Assert.Empty(console.Noise);
    }

    [Fact]
    public async Task What_comes_while_a_subscription_is_paused_stays_with_it_where_one_does_not_go_on()
    {
        await using var server = await ConsoleServer.StartAsync();
        var topic = await server.StreamAsync("orders", "workers");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, $"#/streams/_system/{topic}");
        await ListenAsync(console, "workers");
        await console.Button("Pause").ClickAsync();
        await server.CallAsync($"POST /streams/{topic}/publish", "seen by nobody");
        await Expect(console.Page.GetByText("1 message,")).ToBeVisibleAsync(); // The page has it, and does not show it.
        await console.Button("Stop").ClickAsync();
        await console.Button("Cancel").ClickAsync();
        await Waiting.UntilAsync(async () => (await server.CallAsync($"GET /streams/{topic}/stats"))!["subscriptions"]!["workers"]!["consumers"]!.AsArray().Count == 0);
        Assert.Equal(1, await server.BacklogAsync(topic, "workers"));
        await ListenAsync(console, "workers");
        await Expect(console.Button("seen by nobody")).ToBeVisibleAsync();
        await Waiting.UntilAsync(async () => await server.BacklogAsync(topic, "workers") == 0);
        Assert.Empty(console.Noise);
    }

    [Fact]
    public async Task What_came_before_a_break_while_paused_is_shown_once_when_one_goes_on()
    {
        await using var server = await ConsoleServer.StartAsync();
        var topic = await server.StreamAsync("orders", "workers");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, $"#/streams/_system/{topic}");
        await LosingFrames.OfDeliveryAsync(console.Page, "breaks");
        await ListenAsync(console, "workers");
        await console.Button("Pause").ClickAsync();
        await server.CallAsync($"POST /streams/{topic}/publish", "before");
        await server.CallAsync($"POST /streams/{topic}/publish", "breaks");
        await Expect(console.Page.GetByText("Paused as workers")).ToBeVisibleAsync();
        await Expect(console.Page.GetByText("3 messages,")).ToBeVisibleAsync(); // The first one twice.
        await console.Button("Go on").ClickAsync();
        await Expect(console.Page.Locator(".messages tbody tr")).ToHaveCountAsync(2);
        await Waiting.UntilAsync(async () => await server.BacklogAsync(topic, "workers") == 0);
        Assert.Empty(console.Noise);
    }

    [Theory]
    [MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task A_message_whose_answer_is_lost_with_the_connection_is_stored_once(string target)
    {
        await using var server = await ConsoleServer.StartAsync(targets, target);
        var topic = await server.StreamAsync("orders", "workers");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, $"#/streams/_system/{topic}");
        await LosingFrames.OfAnswerAsync(console.Page);
        await console.Page.GetByLabel("Payload", new() { Exact = true }).FillAsync("once");
        await console.Button("Publish").ClickAsync();
        await Expect(console.Page.GetByText("Stored at")).ToBeVisibleAsync();
        await console.Page.GetByLabel("Payload", new() { Exact = true }).FillAsync("the next one");
        await console.Button("Publish").ClickAsync();
        await Expect(console.Page.GetByText("Stored as")).ToBeVisibleAsync();
        Assert.Equal(["once", "the next one"], await server.WaitingAsync(topic, "workers"));
        Assert.Empty(console.Noise);
    }

    [Theory]
    [MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task A_second_window_waits_for_a_subscription_that_the_first_one_has_for_itself(string target)
    {
        await using var server = await ConsoleServer.StartAsync(targets, target);
        var topic = await server.StreamAsync("orders", "workers");
        await using var first = await OpenConsole.SignedInAsync(chromium, server.Url, $"#/streams/_system/{topic}");
        await using var second = await OpenConsole.SignedInAsync(chromium, server.Url, $"#/streams/_system/{topic}");
        await ListenAsync(first, "workers");
        await second.Part("Watch").GetByLabel("Subscription").FillAsync("workers");
        await second.Button("Start").ClickAsync();
        await Expect(second.Page.GetByText("Perhaps another consumer has this subscription for itself")).ToBeVisibleAsync();
        await server.CallAsync($"POST /streams/{topic}/publish", "for the first");
        await Expect(first.Button("for the first")).ToBeVisibleAsync();
        await first.Button("Stop").ClickAsync();
        await Expect(second.Page.GetByText("Listening as workers")).ToBeVisibleAsync();
        await server.CallAsync($"POST /streams/{topic}/publish", "for the second");
        await Expect(second.Button("for the second")).ToBeVisibleAsync();
        await Expect(second.Button("for the first")).ToHaveCountAsync(0);
        Assert.Empty(first.Noise);
        Assert.Empty(second.Noise);
    }

    [Fact]
    public async Task A_file_is_published_as_it_is_and_shown_as_hex()
    {
        await using var server = await ConsoleServer.StartAsync();
        var topic = await server.StreamAsync("files");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, $"#/streams/_system/{topic}");
        await ListenAsync(console, "");
        await console.Button("File").ClickAsync();
        await console.Page.GetByLabel("File", new() { Exact = true }).SetInputFilesAsync(new FilePayload { Name = "some.bin", MimeType = "application/octet-stream", Buffer = [0xca, 0xfe, 0x00, 0x41, 0x42] });
        await console.Button("Publish").ClickAsync();
        await Expect(console.Page.GetByText("Stored as")).ToBeVisibleAsync();
        await console.Button("(binary) ca fe 00 41 42").ClickAsync();
        await Expect(console.Part("Message").Locator("pre")).ToContainTextAsync("ca fe 00 41 42");
        var saved = await console.Page.RunAndWaitForDownloadAsync(() => console.Button("Save payload").ClickAsync());
        Assert.Equal([0xca, 0xfe, 0x00, 0x41, 0x42], await File.ReadAllBytesAsync(await saved.PathAsync()));
        Assert.Empty(console.Noise);
    }

    [Theory]
    [MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task A_template_is_kept_used_and_removed_and_times_arrive(string target)
    {
        await using var server = await ConsoleServer.StartAsync(targets, target);
        var topic = await server.StreamAsync("orders");
        await server.CallAsync($"PUT /streams/{topic}/subscriptions/workers?position=earliest");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, $"#/streams/_system/{topic}");
        await console.Page.GetByLabel("Payload", new() { Exact = true }).FillAsync("a reminder");
        await console.Page.GetByText("Key, properties, times").ClickAsync();
        await console.Page.GetByLabel("Event time").FillAsync("2026-01-02T03:04:05");
        await console.Page.GetByLabel("Deliver after").FillAsync("3600");
        await console.Button("Keep").ClickAsync();
        await console.Dialog.GetByLabel("Name").FillAsync("reminder");
        await console.Dialog.GetByRole(AriaRole.Button, new() { Name = "Keep" }).ClickAsync();
        await console.Page.GetByLabel("Payload", new() { Exact = true }).FillAsync("something else");
        await console.Page.GetByLabel("Templates").SelectOptionAsync("reminder");
        await Expect(console.Page.GetByLabel("Payload", new() { Exact = true })).ToHaveValueAsync("a reminder");
        await console.Button("Publish").ClickAsync();
        await Expect(console.Page.GetByText("Stored as")).ToBeVisibleAsync();
        await console.Button("Keep").ClickAsync();
        await console.Dialog.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await console.Button("Cancel").ClickAsync();
        await Expect(console.Page.GetByLabel("Templates").Locator("option")).ToHaveCountAsync(1);
        await console.GoAsync($"#/streams/_system/{topic}/browse");
        await console.Button("Look").ClickAsync();
        await console.Button("a reminder").ClickAsync();
        await Expect(console.Part("Message")).ToContainTextAsync("Event time2026-01-02 03:04:05.000");
        await console.GoAsync($"#/streams/_system/{topic}"); // It waits for its time, where it is shared.
        await console.Part("Watch").GetByLabel("Subscription").FillAsync("workers");
        await console.Page.GetByLabel("Type").SelectOptionAsync("Shared");
        await console.Button("Start").ClickAsync();
        await Expect(console.Page.GetByText("Listening as workers")).ToBeVisibleAsync();
        await server.CallAsync($"POST /streams/{topic}/publish", "at once");
        await Expect(console.Button("at once")).ToBeVisibleAsync();
        await Expect(console.Button("a reminder")).ToHaveCountAsync(0);
        Assert.Empty(console.Noise);
    }

    private static async Task ListenAsync(OpenConsole console, string subscription)
    {
        await console.Part("Watch").GetByLabel("Subscription").FillAsync(subscription);
        await console.Button("Start").ClickAsync();
        await Expect(console.Page.GetByText(subscription.Length == 0 ? "Listening as a reader" : $"Listening as {subscription}")).ToBeVisibleAsync();
    }
}
