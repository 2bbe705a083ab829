using GdnStreams.Client;
using GdnStreams.Protocol;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Console.Tests;

/// <summary>What others put into payloads, keys, properties and names is shown and never run.</summary>
public sealed class ShowingHostileContent(Chromium chromium)
{
    private const string Script = "<img src=x onerror=\"alert(1)\"><script>alert(2)</script><svg onload=alert(3)>";
    private const string Name = "<script>alert(4)</script>";

    [Fact]
    public async Task Scripts_in_messages_and_names_are_text()
    {
        await using var server = await ConsoleServer.StartAsync();
        var stream = StreamName.Create("hostile", StreamScope.Global);
        await server.StreamAsync("hostile");
        await server.CallAsync($"PUT /streams/c8globals.hostile/subscriptions/{Uri.EscapeDataString(Name)}?position=earliest");
        await using (var session = await GdnSession.ConnectAsync(new GdnSessionOptions { Url = new Uri(server.Url), Credential = GdnCredential.ApiKey(Development.ApiKey) }))
        await using (var producer = await session.CreateProducerAsync(stream))
        {
            await producer.SendAsync(OutgoingMessage.FromText(Script) with { Key = Script, Properties = new Dictionary<string, string> { [Script] = Script, ["__proto__"] = "polluted" } });
            await producer.SendAsync(OutgoingMessage.FromText("""{"__proto__":{"polluted":true},"<b onclick='alert(5)'>":"javascript:alert(6)"}"""));
            await producer.SendAsync(new OutgoingMessage { Payload = new byte[] { 0xff, 0xfe, 0x00, 0x3c, 0x73 } });
        }

        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, "#/streams/_system/c8globals.hostile/browse");
        await console.Button("Look").ClickAsync();
        var rows = console.Page.Locator(".messages tbody button");
        await Expect(rows).ToHaveCountAsync(3);
        for (var row = 0; row < 3; row++)
        {
            await rows.Nth(row).ClickAsync();
            await Expect(console.Part("Message")).ToBeVisibleAsync();
        }

        await rows.Nth(0).ClickAsync();
        await Expect(console.Part("Message").Locator("pre")).ToHaveTextAsync(Script);
        await Expect(console.Part("Message")).ToContainTextAsync("__proto__ = polluted");
        await console.GoAsync("#/streams/_system/c8globals.hostile/subscriptions");
        await Expect(console.Page.GetByRole(AriaRole.Heading, new() { Name = Name })).ToBeVisibleAsync();
        await console.GoAsync("#/streams/_system/%3Cimg%20src%3Dx%20onerror%3Dalert(7)%3E/browse");
        await Expect(console.Page.GetByRole(AriaRole.Heading, new() { Name = "<img src=x onerror=alert(7)>" })).ToBeVisibleAsync();
        Assert.Equal("0 undefined", await console.Page.EvaluateAsync<string>("`${document.querySelectorAll('main img, main script').length} ${({}).polluted}`"));
        Assert.Empty(console.Noise);
    }
}
