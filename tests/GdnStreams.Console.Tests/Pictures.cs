using System.Globalization;
using GdnStreams.Client;
using GdnStreams.Protocol;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Console.Tests;

/// <summary>The pictures of docs/console.md: <c>./build.ps1 -Task Pictures</c> puts them into docs/images.</summary>
public sealed class Pictures(Chromium chromium)
{
    [Fact]
    public async Task Are_taken_of_light_dark_and_narrow()
    {
        var folder = Environment.GetEnvironmentVariable("GDN_PICTURES") is { Length: > 0 } given ? Directory.CreateDirectory(given) : Directory.CreateTempSubdirectory("gdn-pictures");
        await using var server = await ConsoleServer.StartAsync();
        await using var session = await GdnSession.ConnectAsync(new GdnSessionOptions { Url = new Uri(server.Url), Credential = GdnCredential.ApiKey(Development.ApiKey) });
        foreach (var name in new[] { "orders", "payments", "sensors-north", "sensors-south", "shipments" })
        {
            await FillAsync(server, session, name);
        }

        await server.StreamAsync("orders-billing-DLQ", "redrive", """{"order":4711,"error":"no such account"}""");
        await ShowAsync("light", ColorScheme.Light, 1280, 800);
        await ShowAsync("dark", ColorScheme.Dark, 1280, 800);
        await ShowAsync("narrow", ColorScheme.Light, 400, 800);
        Assert.Equal(6, folder.GetFiles("console-*.png").Count(file => file.Length > 10_000));

        async Task ShowAsync(string name, ColorScheme scheme, int width, int height)
        {
            var options = new BrowserNewContextOptions { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = height } };
            await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, options: options);
            await Expect(console.Page.GetByRole(AriaRole.Link, new() { Name = "shipments" })).ToBeVisibleAsync();
            await Expect(console.Page.Locator(".streams tbody tr").Filter(new() { HasText = "shipments" })).ToContainTextAsync("KiB");
            await TakeAsync(console, $"console-streams-{name}");
            await console.GoAsync("#/streams/_system/c8globals.orders/browse");
            await console.Button("Look").ClickAsync();
            await console.Page.Locator(".messages tbody button").First.ClickAsync();
            await Expect(console.Part("Payload as a tree")).ToBeVisibleAsync();
            await TakeAsync(console, $"console-stream-{name}");
        }

        async Task TakeAsync(OpenConsole console, string name) => await console.Page.ScreenshotAsync(new() { Path = Path.Combine(folder.FullName, name + ".png") });
    }

    private static async Task FillAsync(ConsoleServer server, GdnSession session, string name)
    {
        await server.StreamAsync(name, "billing");
        await server.CallAsync($"PUT /streams/c8globals.{name}/subscriptions/reports?position=earliest");
        await using var producer = await session.CreateProducerAsync(StreamName.Create(name, StreamScope.Global));
        for (var number = 1; number <= 200; number++)
        {
            await producer.EnqueueAsync(OutgoingMessage.FromText($$"""{"number":{{number}},"from":"{{name}}","customer":{"name":"Ada","city":"London"},"lines":[{"article":"tea","amount":{{number % 7}} }]}""") with
            {
                Key = (number % 10).ToString(CultureInfo.InvariantCulture),
                Properties = new Dictionary<string, string> { ["language"] = "en" },
            });
        }

        await producer.FlushAsync();
    }
}
