using System.Text.Json.Nodes;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Console.Tests;

public sealed class BrowsingMessages(Chromium chromium, Targets targets)
{
    private static readonly string[] Messages = [.. Enumerable.Range(0, 250).Select(number => $$"""{"number":{{number}},"kind":"{{(number % 50 == 0 ? "rare" : "common")}}"}""")];

    [Theory]
    [MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task A_search_finds_exports_and_takes_nothing(string target)
    {
        await using var server = await ConsoleServer.StartAsync(targets, target);
        var topic = await server.StreamAsync("orders", "workers", Messages);
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, $"#/streams/_system/{topic}/browse");
        await console.Page.GetByLabel("From").SelectOptionAsync("earliest");
        await console.Page.GetByLabel("Text", new() { Exact = true }).FillAsync("RARE");
        await console.Button("Look").ClickAsync();
        await Expect(console.Page.GetByText("5 messages of 250 looked at. All was looked at.")).ToBeVisibleAsync();
        var download = await console.Page.RunAndWaitForDownloadAsync(() => console.Button("Export JSON Lines").ClickAsync());
        var lines = await File.ReadAllLinesAsync(await download.PathAsync());
        Assert.Equal($"{topic}.jsonl", download.SuggestedFilename);
        Assert.Equal(["0", "50", "100", "150", "200"], lines.Select(line => JsonNode.Parse((string)JsonNode.Parse(line)!["text"]!)!["number"]!.ToString()));
        Assert.Equal(250, await server.BacklogAsync(topic, "workers"));
        Assert.Empty(console.Noise);
    }

    [Theory]
    [MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task The_last_ones_a_message_on_and_a_bound_are_where_one_says(string target)
    {
        await using var server = await ConsoleServer.StartAsync(targets, target);
        var topic = await server.StreamAsync("orders", "workers", Messages);
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, $"#/streams/_system/{topic}/browse");
        await console.Page.GetByLabel("Messages", new() { Exact = true }).FillAsync("3");
        await console.Button("Look").ClickAsync();
        await Expect(console.Page.GetByText("3 messages of 3 looked at. All was looked at.")).ToBeVisibleAsync();
        await console.Page.Locator(".messages tbody button").First.ClickAsync();
        var id = await console.Part("Message").Locator("dd").First.TextContentAsync();
        await console.Page.GetByLabel("From").SelectOptionAsync("id");
        await console.Page.GetByLabel("Message id", new() { Exact = true }).FillAsync(id!);
        await console.Button("Look").ClickAsync();
        await Expect(console.Page.Locator(".messages tbody button").First).ToContainTextAsync("\"number\":247");
        await console.Page.GetByLabel("From").SelectOptionAsync("earliest");
        await console.Page.GetByLabel("Look at most at").FillAsync("100");
        await console.Button("Look").ClickAsync();
        await Expect(console.Page.GetByText("100 messages of 100 looked at. The bound of 100 messages is reached; there may be more.")).ToBeVisibleAsync();
        Assert.Empty(console.Noise);
    }

    [Fact]
    public async Task All_was_looked_at_only_where_it_was()
    {
        await using var server = await ConsoleServer.StartAsync();
        var topic = await server.StreamAsync("orders", null, Messages);
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, $"#/streams/_system/{topic}/browse");
        await HeldFrames.AfterAsync(console.Page, "reader", 3);
        await console.Page.GetByLabel("From").SelectOptionAsync("earliest");
        await console.Button("Look").ClickAsync();
        await Expect(console.Page.GetByText("250 messages of 250 looked at. All was looked at.")).ToBeVisibleAsync();
        Assert.Empty(console.Noise);
    }

    [Fact]
    public async Task A_search_shows_how_far_it_is_and_stops()
    {
        await using var server = await ConsoleServer.StartAsync();
        var topic = await server.StreamAsync("orders", null, Messages);
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, $"#/streams/_system/{topic}/browse");
        await HeldFrames.AfterAsync(console.Page, "reader", 100, int.MaxValue);
        await console.Page.GetByLabel("From").SelectOptionAsync("earliest");
        await console.Page.GetByLabel("Look at most at").FillAsync("200");
        await console.Button("Look").ClickAsync();
        var progress = console.Page.GetByRole(AriaRole.Progressbar, new() { Name = "Messages looked at" });
        await Expect(progress).ToHaveJSPropertyAsync("value", 100);
        await Expect(progress).ToHaveJSPropertyAsync("max", 200);
        await Expect(console.Page.GetByText("100 messages of 100 looked at. Looking…")).ToBeVisibleAsync();
        await console.Button("Stop").ClickAsync();
        await Expect(console.Page.GetByText("100 messages of 100 looked at. Stopped.")).ToBeVisibleAsync();
        await Expect(progress).ToHaveCountAsync(0);
        await Expect(console.Button("Stop")).ToHaveCountAsync(0);
        Assert.Empty(console.Noise);
    }

    [Fact]
    public async Task A_message_and_all_that_were_found_are_copied()
    {
        await using var server = await ConsoleServer.StartAsync();
        var topic = await server.StreamAsync("orders", null, "first", "second");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, $"#/streams/_system/{topic}/browse");
        await console.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await console.Button("Look").ClickAsync();
        await Expect(console.Page.GetByText("2 messages of 2 looked at.")).ToBeVisibleAsync();
        await console.Button("Copy all").ClickAsync();
        var lines = (await CopiedAsync()).TrimEnd('\n').Split('\n');
        Assert.Equal(["first", "second"], lines.Select(line => (string)JsonNode.Parse(line)!["text"]!));
        await console.Button("second").ClickAsync();
        await console.Part("Message").GetByRole(AriaRole.Button, new() { Name = "Copy" }).ClickAsync();
        Assert.Equal("second", await CopiedAsync());
        Assert.Empty(console.Noise);

        Task<string> CopiedAsync() => console.Page.EvaluateAsync<string>("navigator.clipboard.readText()");
    }

    [Fact]
    public async Task Where_nothing_is_kept_any_more_the_search_ends()
    {
        await using var server = await ConsoleServer.StartAsync();
        var topic = await server.StreamAsync("orders", "workers", "one", "two");
        await server.CallAsync($"POST /streams/{topic}/subscriptions/workers/skip_all");
        await Waiting.UntilAsync(async () => (long)(await server.CallAsync($"GET /streams/{topic}/backlog"))!["totalMessages"]! == 0);
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, $"#/streams/_system/{topic}/browse");
        await console.Page.GetByLabel("From").SelectOptionAsync("earliest");
        await console.Button("Look").ClickAsync();
        await Expect(console.Page.GetByText("0 messages of 0 looked at. All was looked at.")).ToBeVisibleAsync();
        Assert.Empty(console.Noise);
    }

    [Theory]
    [MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task A_backlog_is_looked_at_without_being_delivered(string target)
    {
        await using var server = await ConsoleServer.StartAsync(targets, target);
        var topic = await server.StreamAsync("orders", "workers", Messages);
        await server.CallAsync($"POST /streams/{topic}/subscriptions/workers/skip/200");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, $"#/streams/_system/{topic}/subscriptions");
        await console.Page.GetByRole(AriaRole.Link, new() { Name = "Look" }).ClickAsync();
        await console.Button("Look").ClickAsync();
        await Expect(console.Page.GetByText("50 messages of 50 looked at. All was looked at.")).ToBeVisibleAsync();
        await Expect(console.Page.Locator(".messages tbody button").First).ToContainTextAsync("\"number\":200");
        Assert.Equal(50, await server.BacklogAsync(topic, "workers"));
        Assert.Empty(console.Noise);
    }

    [Theory]
    [MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task Keys_properties_and_a_time_find_what_they_name(string target)
    {
        await using var server = await ConsoleServer.StartAsync(targets, target);
        var topic = await server.StreamAsync("orders", "workers");
        await using var session = await server.ConnectAsync();
        await using var producer = await session.CreateProducerAsync(StreamName.Create("orders", StreamScope.Global));
        foreach (var (text, key, language) in new[] { ("first", "north-1", "en"), ("second", "south-1", "de"), ("third", "north-2", "de") })
        {
            await producer.SendAsync(OutgoingMessage.FromText(text) with { Key = key, Properties = new Dictionary<string, string> { ["language"] = language } });
        }

        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, $"#/streams/_system/{topic}/browse");
        await FindsAsync("Key has", "north", 2);
        await FindsAsync("Property", "language=de", 1); // Of those with the key.
        await FindsAsync("Key has", "", 2);
        await FindsAsync("Property", "language", 3);
        await FindsAsync("Property", "tone", 0);
        await FindsAsync("Property", "", 3);
        await console.Page.GetByLabel("From").SelectOptionAsync("time");
        await console.Page.GetByLabel("Time", new() { Exact = true }).FillAsync("2020-01-01T00:00:01");
        await console.Button("Look").ClickAsync();
        await Expect(console.Page.GetByText("3 messages of 3 looked at. All was looked at.")).ToBeVisibleAsync();
        Assert.Empty(console.Noise);

        async Task FindsAsync(string field, string text, int found)
        {
            await console.Page.GetByLabel(field, new() { Exact = true }).FillAsync(text);
            await console.Button("Look").ClickAsync();
            await Expect(console.Page.GetByText($"{found} message{(found == 1 ? "" : "s")} of 3 looked at. All was looked at.")).ToBeVisibleAsync();
        }
    }
}
