using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Console.Tests;

/// <summary>The settings of one stream, and its end.</summary>
public sealed class ChangingAStream(Chromium chromium)
{
    [Fact]
    public async Task Producers_are_there_and_retention_is_kept()
    {
        await using var server = await ConsoleServer.StartAsync();
        var topic = await server.StreamAsync("orders");
        await using var session = await server.ConnectAsync();
        await using var producer = await session.CreateProducerAsync(StreamName.Create("orders", StreamScope.Global), new() { ProducerName = "till-7" });
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, $"#/streams/_system/{topic}/settings");
        await Expect(console.Part("Producers").GetByRole(AriaRole.Listitem)).ToContainTextAsync("till-7 from 127.0.0.1:");
        await console.Page.GetByLabel("Keep acknowledged (minutes)").FillAsync("90");
        await console.Page.GetByLabel("Keep acknowledged (MB)").FillAsync("-1");
        await console.Button("Save").ClickAsync();
        await Expect(console.Page.GetByText("Saved.")).ToBeVisibleAsync();
        Assert.Equal(90, (int)(await server.CallAsync($"GET /streams/{topic}/retention"))!["retentionTimeInMinutes"]!);
        await console.Page.ReloadAsync();
        await console.SignInAsync("root@demo.local", "demo");
        await Expect(console.Page.GetByLabel("Keep acknowledged (minutes)")).ToHaveValueAsync("90");
        Assert.Empty(console.Noise);
    }

    [Fact]
    public async Task It_is_compacted_terminated_and_deleted_after_a_question_each()
    {
        await using var server = await ConsoleServer.StartAsync();
        var topic = await server.StreamAsync("orders");
        await server.CallAsync($"PUT /streams/{topic}/retention", """{"retentionTimeInMinutes":-1,"retentionSizeInMB":-1}""");
        await using (var session = await server.ConnectAsync())
        await using (var producer = await session.CreateProducerAsync(StreamName.Create("orders", StreamScope.Global)))
        {
            foreach (var text in new[] { "older", "old", "new" })
            {
                await producer.SendAsync(OutgoingMessage.FromText(text) with { Key = "k" });
            }
        }

        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, $"#/streams/_system/{topic}/settings");
        await console.Button("Compact…").ClickAsync();
        await Expect(console.Dialog).ToContainTextAsync("Of each key only the latest message stays");
        await console.Button("Compact").ClickAsync();
        await Expect(console.Page.GetByText("2 messages removed.")).ToBeVisibleAsync();

        await console.Button("Terminate…").ClickAsync();
        await Expect(console.Dialog).ToContainTextAsync("The stream takes no more messages, for ever.");
        await console.Button("Cancel").ClickAsync();
        await server.CallAsync($"POST /streams/{topic}/publish", "one more");
        await console.Button("Terminate…").ClickAsync();
        await console.Button("Terminate").ClickAsync();
        await Expect(console.Page.GetByText("The stream takes no more messages.", new() { Exact = true })).ToBeVisibleAsync();
        await console.GoAsync($"#/streams/_system/{topic}");
        await console.Page.GetByLabel("Payload", new() { Exact = true }).FillAsync("too late");
        await console.Button("Publish").ClickAsync();
        await Expect(console.Page.GetByRole(AriaRole.Form, new() { Name = "Publish" }).GetByRole(AriaRole.Alert)).ToContainTextAsync("terminated");

        await console.GoAsync($"#/streams/_system/{topic}/settings");
        await console.Button("Delete…").ClickAsync();
        await Expect(console.Dialog).ToContainTextAsync("its 0 subscriptions, whoever is connected. There is no way back.");
        await console.Button("Delete").ClickAsync();
        await Expect(console.Page.GetByText("There is no stream yet.")).ToBeVisibleAsync();
        Assert.Empty((await server.CallAsync("GET /streams"))!.AsArray());
        Assert.Empty(console.Noise);
    }
}
