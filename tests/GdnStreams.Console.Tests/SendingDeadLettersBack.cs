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
    public async Task A_page_that_ends_between_storing_and_acknowledging_is_gone_on_with_by_the_next(string target)
    {
        await using var server = await ConsoleServer.StartAsync(targets, target);
        var topic = await server.StreamAsync("orders", "billing");
        await server.DeadLettersAsync(topic, "first", "second", "third");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, "#/dead-letters");
        await LosingFrames.OfAnswerInSilenceAsync(console.Page);
        await SendBackAsync(console);
        await Expect(console.Dialog).ToContainTextAsync("0 messages sent back…");
        await WaitUntilAsync(async () => await server.BacklogAsync(topic, "billing") == 1);
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

    private async Task OnceAsync(string target, Func<IPage, Task> loseAsync)
    {
        await using var server = await ConsoleServer.StartAsync(targets, target);
        var topic = await server.StreamAsync("orders", "billing");
        await server.DeadLettersAsync(topic, "first", "second", "third");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, "#/dead-letters");
        await loseAsync(console.Page);
        await SendBackAsync(console);
        await Expect(console.Dialog).ToContainTextAsync("3 messages sent back.");
        await WaitUntilAsync(async () => await server.BacklogAsync("c8globals.orders-billing-DLQ", "redrive") == 0);
        Assert.Equal(["first", "second", "third"], await server.WaitingAsync(topic, "billing"));
        Assert.Empty(console.Noise);
    }

    private static async Task SendBackAsync(OpenConsole console)
    {
        await console.Button("Send back…").ClickAsync();
        await console.Dialog.GetByLabel("Messages a second").FillAsync("100");
        await console.Button("Send back").ClickAsync();
    }

    private static async Task WaitUntilAsync(Func<Task<bool>> isTrue)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var turns = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await isTrue())
        {
            await turns.WaitForNextTickAsync(limit.Token);
        }
    }
}
