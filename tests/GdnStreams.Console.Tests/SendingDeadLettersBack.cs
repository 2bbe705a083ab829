using GdnStreams.Client;
using GdnStreams.Protocol;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Console.Tests;

public sealed class SendingDeadLettersBack(Chromium chromium)
{
    [Fact]
    public async Task They_go_to_where_they_died_as_many_as_one_says_and_are_taken_from_where_they_lay()
    {
        await using var server = await ConsoleServer.StartAsync();
        var topic = await server.StreamAsync("orders", "billing");
        await server.StreamAsync("orders-billing-DLQ", "redrive");
        await using (var session = await GdnSession.ConnectAsync(new GdnSessionOptions { Url = new Uri(server.Url), Credential = GdnCredential.ApiKey(Development.ApiKey) }))
        await using (var producer = await session.CreateProducerAsync(StreamName.Create("orders-billing-DLQ", StreamScope.Global)))
        {
            foreach (var text in new[] { "first", "second", "third" })
            {
                await producer.SendAsync(OutgoingMessage.FromText(text) with
                {
                    Key = "k",
                    Properties = new Dictionary<string, string> { ["REAL_TOPIC"] = $"persistent://demo/c8global._system/{topic}", ["REAL_SUBSCRIPTION"] = "billing", ["own"] = "stays" },
                });
            }
        }

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
}
