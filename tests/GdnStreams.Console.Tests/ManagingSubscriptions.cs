namespace GdnStreams.Console.Tests;

public sealed class ManagingSubscriptions(Chromium chromium, Targets targets)
{
    [Theory]
    [MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task Each_question_says_what_is_lost_and_then_it_is_done(string target)
    {
        await using var server = await ConsoleServer.StartAsync(targets, target);
        var topic = await server.StreamAsync("orders", "workers", "1", "2", "3", "4", "5");
        await server.CallAsync($"PUT /streams/{topic}/retention", """{"retentionTimeInMinutes":-1,"retentionSizeInMB":-1}""");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, $"#/streams/_system/{topic}/subscriptions");
        await console.Button("Skip…").ClickAsync();
        await console.Dialog.GetByLabel("Messages").FillAsync("2");
        await Expect(console.Dialog).ToContainTextAsync("They are lost for this subscription.");
        await console.Button("Skip 2 messages").ClickAsync();
        await BacklogAsync(3);
        await console.Button("Reset…").ClickAsync();
        await console.Button("Reset").ClickAsync();
        await BacklogAsync(5);
        await console.Button("Clear…").ClickAsync();
        await Expect(console.Dialog).ToContainTextAsync("5 messages that wait for workers are acknowledged without being delivered.");
        await console.Button("Cancel").ClickAsync();
        Assert.Equal(5, await server.BacklogAsync(topic, "workers"));
        await console.Button("Clear…").ClickAsync();
        await console.Button("Clear 5 messages").ClickAsync();
        await BacklogAsync(0);
        await console.Button("Unsubscribe…").ClickAsync();
        await console.Button("Unsubscribe").ClickAsync();
        await Expect(console.Page.GetByText("Nobody has subscribed to this stream.")).ToBeVisibleAsync();
        await console.Button("New subscription").ClickAsync();
        await console.Dialog.GetByLabel("Name").FillAsync("others");
        await console.Dialog.GetByLabel("It begins at").SelectOptionAsync("earliest");
        await console.Button("Create").ClickAsync();
        await Expect(console.Page.GetByRole(AriaRole.Article, new() { Name = "others" })).ToContainTextAsync("Backlog5");
        Assert.Empty(console.Noise);

        Task BacklogAsync(int backlog) => Expect(console.Page.GetByRole(AriaRole.Article, new() { Name = "workers" })).ToContainTextAsync($"Backlog{backlog}");
    }
}
