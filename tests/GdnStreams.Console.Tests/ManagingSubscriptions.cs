using System.Text.RegularExpressions;
using GdnStreams.Client;
using GdnStreams.Protocol;

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
        await Expect(console.Dialog).ToContainTextAsync("what lies behind it and was acknowledged is delivered again, as far as it is kept; what lies before it and waits (3 messages now) is lost for this subscription.");
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
        await Expect(console.Dialog).ToContainTextAsync("The subscription workers is removed, and the 0 messages that wait for it are lost for it.");
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

    [Fact]
    public async Task A_cursor_goes_to_a_message_to_a_time_and_to_the_end()
    {
        await using var server = await ConsoleServer.StartAsync();
        var topic = await server.StreamAsync("orders", "workers");
        await server.CallAsync($"PUT /streams/{topic}/retention", """{"retentionTimeInMinutes":-1,"retentionSizeInMB":-1}""");
        var third = "";
        for (var number = 1; number <= 5; number++)
        {
            var id = (string)(await server.CallAsync($"POST /streams/{topic}/publish", $"{number}"))!;
            third = number == 3 ? id : third;
        }

        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, $"#/streams/_system/{topic}/subscriptions");
        await ResetAsync("a message id", "Message id", third);
        await WaitingAsync("3", "4", "5");
        await ResetAsync("the end");
        await WaitingAsync();
        await ResetAsync("a time", "Time", "2020-01-01T00:00:01");
        await WaitingAsync("1", "2", "3", "4", "5");
        Assert.Empty(console.Noise);

        async Task ResetAsync(string place, string field = "", string value = "")
        {
            await console.Button("Reset…").ClickAsync();
            await console.Dialog.GetByRole(AriaRole.Combobox).SelectOptionAsync(place);
            if (field.Length > 0)
            {
                await console.Dialog.GetByLabel(field, new() { Exact = true }).FillAsync(value);
            }

            await console.Button("Reset").ClickAsync();
            await Expect(console.Dialog).ToHaveCountAsync(0);
        }

        async Task WaitingAsync(params string[] messages)
        {
            await Expect(console.Page.GetByRole(AriaRole.Article, new() { Name = "workers" })).ToContainTextAsync($"Backlog{messages.Length}");
            Assert.Equal(messages, await server.WaitingAsync(topic, "workers"));
        }
    }

    [Fact]
    public async Task The_age_of_the_oldest_message_and_the_addresses_of_consumers_are_there()
    {
        await using var server = await ConsoleServer.StartAsync();
        var topic = await server.StreamAsync("orders", "workers", "one", "two");
        await using var session = await server.ConnectAsync();
        await using var consumer = await session.SubscribeAsync(StreamName.Create("orders", StreamScope.Global), "workers", new() { ConsumerName = "till-3" });
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, $"#/streams/_system/{topic}/subscriptions");
        var workers = console.Page.GetByRole(AriaRole.Article, new() { Name = "workers" });
        await Expect(workers).ToContainTextAsync(new Regex("Oldest[0-9]+ (s|min)"));
        await Expect(workers.GetByRole(AriaRole.Listitem)).ToHaveTextAsync(new Regex("^till-3 from 127\\.0\\.0\\.1:[0-9]+ for [0-9]+ (s|min), 2 unacknowledged"));
        await console.Button("Unsubscribe…").ClickAsync();
        await Expect(console.Dialog).ToContainTextAsync("the 2 messages that wait for it are lost for it.");
        await Expect(console.Dialog).ToContainTextAsync("A consumer is connected: the server refuses while there is one.");
        await console.Button("Unsubscribe").ClickAsync();
        await Expect(console.Dialog.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        Assert.Equal(2, await server.BacklogAsync(topic, "workers"));
        Assert.Empty(console.Noise);
    }
}
