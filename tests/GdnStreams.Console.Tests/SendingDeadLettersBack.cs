using GdnStreams.Client;
using GdnStreams.Protocol;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Console.Tests;

public sealed class SendingDeadLettersBack(Chromium chromium, Targets targets)
{
    [Theory]
    [MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task They_go_to_where_they_died_as_many_as_one_says_and_are_taken_from_where_they_lay(string target)
    {
        await using var server = await ConsoleServer.StartAsync(targets, target);
        var topic = await server.StreamAsync("orders", "billing");
        await server.DeadLettersAsync(topic, "first", "second", "third");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, "#/dead-letters");
        var row = console.Page.Locator("tbody tr");
        await Expect(row).ToContainTextAsync("billing");
        await console.Button("Send back…").ClickAsync();
        await Expect(console.Dialog).ToContainTextAsync("the first one to orders");
        await console.Dialog.GetByLabel("Messages", new() { Exact = true }).FillAsync("2");
        await console.Dialog.GetByLabel("Messages a second").FillAsync("100");
        await console.Button("Send back").ClickAsync();
        await Expect(console.Dialog).ToContainTextAsync("2 messages sent back.");
        await console.Button("Close").ClickAsync();
        Assert.Equal(1, await server.BacklogAsync("c8globals.orders-billing-DLQ", "redrive"));
        var back = (await server.CallAsync($"GET /streams/{topic}/subscriptions/billing/position/1?count=10"))!.AsArray();
        Assert.Equal(["Zmlyc3Q=", "c2Vjb25k"], back.Select(message => (string)message!["payload"]!));
        Assert.Equal("""{"own":"stays","gdn-redrive-count":"1"}""", back[0]!["properties"]!.ToJsonString());
        Assert.Equal("k", (string)back[0]!["key"]!);
        Assert.Empty(console.Noise);
    }

    [Theory]
    [MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task One_whose_answer_is_lost_with_the_connection_is_stored_once(string target) => await OnceAsync(target, LosingFrames.OfAnswerAsync);

    [Theory]
    [MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task One_whose_acknowledgement_is_lost_with_the_connection_is_stored_once(string target) => await OnceAsync(target, LosingFrames.OfAcknowledgementAsync);

    [Theory]
    [MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task The_last_of_which_is_acknowledged_again_where_that_is_lost_with_the_connection_and_no_more_are_sent(string target)
    {
        await using var server = await ConsoleServer.StartAsync(targets, target);
        var topic = await server.StreamAsync("orders", "billing");
        await server.DeadLettersAsync(topic, "first", "second");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, "#/dead-letters");
        await LosingFrames.OfAcknowledgementAsync(console.Page);
        await SendBackAsync(console, count: 1);
        await Expect(console.Dialog).ToContainTextAsync("1 message sent back.", new() { Timeout = 30_000 });
        Assert.Equal(["first"], await server.WaitingAsync(topic, "billing"));
        Assert.Equal(["second"], await server.WaitingAsync("c8globals.orders-billing-DLQ", "redrive"));
        Assert.Empty(console.Noise);
    }

    [Fact]
    public async Task They_go_back_no_faster_than_one_says()
    {
        await using var server = await ConsoleServer.StartAsync();
        var topic = await server.StreamAsync("orders", "billing");
        await server.DeadLettersAsync(topic, "1", "2", "3", "4", "5");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, "#/dead-letters");
        await console.Button("Send back…").ClickAsync();
        await console.Dialog.GetByLabel("Messages a second").FillAsync("1");
        await console.Button("Send back").ClickAsync();
        await Expect(console.Dialog).ToContainTextAsync("5 messages sent back.");
        var times = (await server.CallAsync($"GET /streams/{topic}/subscriptions/billing/position/1?count=10"))!.AsArray().Select(message => (DateTimeOffset)message!["publishTime"]!).ToArray();
        Assert.True(times[^1] - times[0] > TimeSpan.FromSeconds(2), $"five at one a second took {times[^1] - times[0]}");
        Assert.Empty(console.Noise);
    }

    [Fact]
    public async Task A_stream_that_is_deleted_meanwhile_is_left_out()
    {
        await using var server = await ConsoleServer.StartAsync();
        await server.StreamAsync("gone-DLQ");
        await server.StreamAsync("orders-billing-DLQ");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url);
        await console.Page.RouteAsync("**/c8globals.gone-DLQ/backlog", route => route.FulfillAsync(new() { Status = 404, Body = "{}" }));
        await console.GoAsync("#/dead-letters");
        await Expect(console.Page.Locator("tbody tr")).ToHaveCountAsync(1);
        await Expect(console.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        Assert.Empty(console.Noise);
    }

    [Fact]
    public async Task A_slow_line_is_waited_for()
    {
        await using var server = await ConsoleServer.StartAsync();
        var topic = await server.StreamAsync("orders", "billing");
        await server.DeadLettersAsync(topic, "first", "second", "third");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, "#/dead-letters");
        await HeldFrames.AfterAsync(console.Page, "consumer", 1);
        await SendBackAsync(console);
        await Expect(console.Dialog).ToContainTextAsync("3 messages sent back.");
        Assert.Equal(0, await server.BacklogAsync("c8globals.orders-billing-DLQ", "redrive"));
        Assert.Empty(console.Noise);
    }

    [Fact]
    public async Task Those_that_say_of_no_stream_stay_and_end_it()
    {
        await using var server = await ConsoleServer.StartAsync();
        var topic = await server.StreamAsync("orders", "billing");
        await server.DeadLettersAsync(topic, "first");
        await server.CallAsync("POST /streams/c8globals.orders-billing-DLQ/publish", "from nowhere");
        await server.CallAsync("POST /streams/c8globals.orders-billing-DLQ/publish", "acknowledged by somebody else");
        await using (var session = await server.ConnectAsync())
        await using (var consumer = await session.SubscribeAsync(StreamName.Create("orders-billing-DLQ", StreamScope.Global), "redrive"))
        {
            for (var left = 3; left > 0; left--)
            {
                var message = await consumer.ReceiveAsync();
                if (left == 1)
                {
                    await consumer.AcknowledgeAsync(message.Id);
                }
            }
        }

        await Waiting.UntilAsync(async () => await server.BacklogAsync("c8globals.orders-billing-DLQ", "redrive") == 2);
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, "#/dead-letters");
        await SendBackAsync(console);
        await Expect(console.Dialog).ToContainTextAsync("1 message sent back.");
        await Expect(console.Dialog).ToContainTextAsync("1 do not say where they died, and stay.");
        Assert.Equal(1, await server.BacklogAsync("c8globals.orders-billing-DLQ", "redrive"));
        Assert.Empty(console.Noise);
    }

    [Theory]
    [MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task A_page_that_ends_between_storing_and_acknowledging_is_gone_on_with_by_the_next(string target)
    {
        await using var server = await ConsoleServer.StartAsync(targets, target);
        var topic = await server.StreamAsync("orders", "billing");
        await server.DeadLettersAsync(topic, "first", "second", "third");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, "#/dead-letters");
        await LosingFrames.OfAnswerInSilenceAsync(console.Page);
        await SendBackAsync(console);
        await Expect(console.Dialog).ToContainTextAsync("0 messages sent back…");
        await Waiting.UntilAsync(async () => await server.BacklogAsync(topic, "billing") == 1);
        await console.Page.ReloadAsync();
        await console.SignInAsync(Development.Email, Development.Password);
        await SendBackAsync(console);
        await Expect(console.Dialog).ToContainTextAsync("3 messages sent back.");
        await Expect(console.Dialog).ToContainTextAsync("1 of them had been stored there before a page ended");
        Assert.Equal(["first", "second", "third"], await server.WaitingAsync(topic, "billing"));
        Assert.Equal(0, await server.BacklogAsync("c8globals.orders-billing-DLQ", "redrive"));
        Assert.Equal(0, await console.Page.EvaluateAsync<int>("localStorage.length"));
        Assert.Empty(console.Noise);
    }

    [Fact]
    public async Task One_that_no_frame_holds_stays_with_the_words_of_the_server()
    {
        await using var server = await ConsoleServer.StartAsync();
        var topic = await server.StreamAsync("orders", "billing");
        await server.CallAsync($"PUT /streams/{topic}/subscriptions/archive?position=latest");
        await server.StreamAsync("orders-billing-DLQ", "redrive");
        await using (var session = await server.ConnectAsync())
        await using (var consumer = await session.SubscribeAsync(
            StreamName.Create("orders", StreamScope.Global), "billing", new() { Type = SubscriptionType.Shared, MaxRedeliverCount = 1, NegativeAckDelay = TimeSpan.Zero }))
        {
            await server.CallAsync($"POST /streams/{topic}/publish", new string('x', 900_000));
            for (var delivered = 0; delivered < 2; delivered++)
            {
                await consumer.NegativeAcknowledgeAsync((await consumer.ReceiveAsync()).Id);
            }

            await Waiting.UntilAsync(async () => await server.BacklogAsync("c8globals.orders-billing-DLQ", "redrive") == 1);
        }

        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, "#/dead-letters");
        await SendBackAsync(console);
        await Expect(console.Dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("Text message too large: the limit is 1048576 bytes");
        await Expect(console.Dialog).ToContainTextAsync("0 messages sent back.");
        Assert.Equal(1, await server.BacklogAsync("c8globals.orders-billing-DLQ", "redrive"));
        Assert.Equal(1, await server.BacklogAsync(topic, "archive")); // As it was published.
        Assert.Empty(console.Noise);
    }

    private async Task OnceAsync(string target, Func<IPage, Task> loseAsync)
    {
        await using var server = await ConsoleServer.StartAsync(targets, target);
        var topic = await server.StreamAsync("orders", "billing");
        await server.DeadLettersAsync(topic, "first", "second", "third");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, "#/dead-letters");
        await loseAsync(console.Page);
        await SendBackAsync(console);
        await Expect(console.Dialog).ToContainTextAsync("3 messages sent back.");
        Assert.Equal(0, await server.BacklogAsync("c8globals.orders-billing-DLQ", "redrive"));
        Assert.Equal(["first", "second", "third"], await server.WaitingAsync(topic, "billing"));
        Assert.Empty(console.Noise);
    }

    private static async Task SendBackAsync(OpenConsole console, int? count = null)
    {
        await console.Button("Send back…").ClickAsync();
        if (count is { } wanted)
        {
            await console.Dialog.GetByLabel("Messages", new() { Exact = true }).FillAsync($"{wanted}");
        }

        await console.Dialog.GetByLabel("Messages a second").FillAsync("100");
        await console.Button("Send back").ClickAsync();
    }
}
