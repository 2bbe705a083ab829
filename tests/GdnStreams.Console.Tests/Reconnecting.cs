using GdnStreams.Client;
using GdnStreams.Protocol;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Console.Tests;

public sealed class Reconnecting(Chromium chromium, Targets targets)
{
    private const string Gone = "The server cannot be reached. What you see is as it was; the console tries again by itself.";

    [Theory]
    [MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task A_console_says_that_the_server_is_gone_and_goes_on_when_it_is_back(string target)
    {
        await using var server = await MortalServer.StartAsync(targets, target);
        await server.CallAsync("POST /streams/orders?global=true");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, "#/streams/_system/c8globals.orders");
        await console.Button("Start").ClickAsync();
        await Expect(console.Page.GetByText("Listening as a reader")).ToBeVisibleAsync();
        await server.CallAsync("POST /streams/c8globals.orders/publish", "before");
        await Expect(console.Button("before")).ToBeVisibleAsync();
        await server.KillAsync();
        await Expect(console.Page.GetByText(Gone)).ToBeVisibleAsync();
        await server.RestartAsync();
        await Expect(console.Page.GetByText("Listening as a reader")).ToBeVisibleAsync();
        await Expect(console.Page.GetByText("The server cannot be reached.")).ToHaveCountAsync(0);
        await server.CallAsync("POST /streams/c8globals.orders/publish", "afterwards");
        await Expect(console.Button("afterwards")).ToBeVisibleAsync();
        await Expect(console.Button("before")).ToHaveCountAsync(1);
        Assert.Empty(console.Noise);
    }

    [Theory]
    [MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task What_is_published_while_the_server_is_gone_is_stored_once_when_it_is_back(string target)
    {
        await using var server = await MortalServer.StartAsync(targets, target);
        await server.CallAsync("POST /streams/orders?global=true");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, "#/streams/_system/c8globals.orders");
        await PublishAsync("before");
        await Expect(console.Page.GetByText("Stored as")).ToBeVisibleAsync();
        await server.KillAsync();
        await PublishAsync("meanwhile");
        await Expect(console.Page.GetByText("It is sent, once, as soon as the server answers.")).ToBeVisibleAsync();
        await server.RestartAsync();
        await Expect(console.Page.GetByText("Stored as")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await console.GoAsync("#/streams/_system/c8globals.orders/browse");
        await console.Button("Look").ClickAsync();
        await Expect(console.Page.GetByText("2 messages of 2 looked at. All was looked at.")).ToBeVisibleAsync();
        Assert.Empty(console.Noise);

        async Task PublishAsync(string text)
        {
            await console.Page.GetByLabel("Payload", new() { Exact = true }).FillAsync(text);
            await console.Button("Publish").ClickAsync();
        }
    }

    [Theory]
    [MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task Dead_letters_are_back_once_though_the_server_was_killed_in_between(string target)
    {
        const int Count = 300;
        await using var server = await MortalServer.StartAsync(targets, target);
        await server.CallAsync("POST /streams/orders?global=true");
        await server.CallAsync("PUT /streams/c8globals.orders/subscriptions/billing?position=earliest");
        await server.CallAsync("POST /streams/orders-billing-DLQ?global=true");
        await server.CallAsync("PUT /streams/c8globals.orders-billing-DLQ/subscriptions/redrive?position=earliest");
        await using (var session = await GdnSession.ConnectAsync(new GdnSessionOptions { Url = new Uri(server.Url), Credential = GdnCredential.ApiKey(Development.ApiKey) }))
        await using (var producer = await session.CreateProducerAsync(StreamName.Create("orders-billing-DLQ", StreamScope.Global)))
        {
            for (var number = 0; number < Count; number++)
            {
                await producer.EnqueueAsync(OutgoingMessage.FromText($"{number}") with { Properties = new Dictionary<string, string> { ["REAL_TOPIC"] = "persistent://demo/c8global._system/c8globals.orders" } });
            }

            await producer.FlushAsync();
        }

        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, "#/dead-letters");
        await console.Button("Send back…").ClickAsync();
        await console.Dialog.GetByLabel("Messages a second").FillAsync("50"); // Slowly enough to be seen on the way.
        await console.Button("Send back").ClickAsync();
        for (var killed = 0; killed < 2; killed++)
        {
            await Expect(console.Dialog.GetByRole(AriaRole.Status).First).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(killed == 0 ? "^[1-9][0-9]+ messages" : "^[12][0-9]{2} messages"));
            await server.KillAsync();
            await Expect(console.Page.GetByText(Gone)).ToBeVisibleAsync(new() { Timeout = 30_000 });
            await server.RestartAsync();
        }

        await Expect(console.Dialog).ToContainTextAsync($"{Count} messages sent back.", new() { Timeout = 60_000 });
        var back = new List<string>();
        while (back.Count < Count)
        {
            var page = (await server.CallAsync($"GET /streams/c8globals.orders/subscriptions/billing/position/{back.Count + 1}?count=100"))!.AsArray();
            Assert.NotEmpty(page);
            back.AddRange(page.Select(message => System.Text.Encoding.UTF8.GetString(Convert.FromBase64String((string)message!["payload"]!))));
        }

        Assert.Equal(Enumerable.Range(0, Count).Select(number => $"{number}"), back);
        Assert.Equal(0, (long)(await server.CallAsync("GET /streams/c8globals.orders-billing-DLQ/stats"))!["subscriptions"]!["redrive"]!["msgBacklog"]!);
        Assert.Empty(console.Noise);
    }

    [Theory]
    [MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task A_question_whose_answer_does_not_come_stays_and_may_be_asked_again(string target)
    {
        await using var server = await MortalServer.StartAsync(targets, target);
        await server.CallAsync("POST /streams/orders?global=true");
        await server.CallAsync("PUT /streams/c8globals.orders/subscriptions/billing?position=earliest");
        await server.CallAsync("POST /streams/c8globals.orders/publish", "one");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, "#/streams/_system/c8globals.orders/subscriptions");
        await console.Button("Clear…").ClickAsync();
        await server.KillAsync();
        await console.Button("Clear 1 message").ClickAsync();
        await Expect(console.Dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("The server cannot be reached.");
        await server.RestartAsync();
        await console.Button("Clear 1 message").ClickAsync();
        await Expect(console.Dialog).ToHaveCountAsync(0);
        await Expect(console.Page.GetByRole(AriaRole.Article, new() { Name = "billing" })).ToContainTextAsync("Backlog0");
        Assert.Empty(console.Noise);
    }
}
