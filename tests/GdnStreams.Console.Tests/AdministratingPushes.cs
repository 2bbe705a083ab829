using System.Net;
using GdnStreams.Server;
using GdnStreams.Server.Tests.Pushing;

namespace GdnStreams.Console.Tests;

public sealed class AdministratingPushes(Chromium chromium)
{
    [Fact]
    public async Task A_push_is_made_tested_paused_goes_on_and_is_deleted()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var server = await ConsoleServer.StartAsync(new ServerOptions { PushNetworks = [IPNetwork.Parse("127.0.0.0/8")] });
        var topic = await server.StreamAsync("orders", "hook");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, "#/administration/_system/pushes");
        await console.Button("New push").ClickAsync();
        await console.Dialog.GetByLabel("Stream").FillAsync(topic);
        await console.Dialog.GetByLabel("Subscription").FillAsync("hook");
        await console.Dialog.GetByLabel("Address").FillAsync(receiver.Url.ToString());
        await console.Button("Create").ClickAsync();
        var push = console.Page.GetByRole(AriaRole.Article, new() { Name = $"{topic} hook" });
        await Expect(push).ToContainTextAsync(receiver.Url.ToString());

        await console.Button("Test").ClickAsync();
        await Expect(console.Page.GetByText("The receiver answered 200 after")).ToBeVisibleAsync();
        await receiver.NextAsync();

        await server.CallAsync($"POST /streams/{topic}/publish", "delivered");
        Assert.Equal("delivered", (await receiver.NextAsync()).Text);
        await Expect(push).ToContainTextAsync("Delivered1");

        await console.Button("Pause").ClickAsync();
        await Expect(console.Page.GetByText("It pauses.")).ToBeVisibleAsync();
        await server.CallAsync($"POST /streams/{topic}/publish", "waits");
        await Expect(push).ToContainTextAsync("Backlog1");
        Assert.Equal(0, receiver.Waiting);

        await console.Button("Go on").ClickAsync();
        Assert.Equal("waits", (await receiver.NextAsync()).Text);
        await Expect(push).ToContainTextAsync("Backlog0");

        receiver.AnswerWith(500);
        await console.Button("Test").ClickAsync();
        await Expect(console.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The test failed:");

        await console.Button("Delete…").ClickAsync();
        await Expect(console.Dialog).ToContainTextAsync("The server delivers hook of orders no more. The subscription stays and keeps its messages.");
        await console.Button("Delete").ClickAsync();
        await Expect(console.Page.GetByText("There are no pushes in this fabric.")).ToBeVisibleAsync();
        Assert.Single((await server.CallAsync($"GET /streams/{topic}/subscriptions"))!.AsArray());
        Assert.Empty(console.Noise);
    }
}
