using System.Globalization;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Console.Tests;

/// <summary>The pictures of docs/console.md: <c>./build.ps1 -Task Pictures</c> puts them into docs/images.</summary>
public sealed class Pictures(Chromium chromium)
{
    private static readonly string[] Names = ["orders", "payments", "sensors-north", "sensors-south", "shipments"];

    [Fact]
    public async Task Are_taken_of_light_dark_and_narrow()
    {
        var given = Environment.GetEnvironmentVariable("GDN_PICTURES") ?? "";
        var isKept = given.Length > 0;
        var folder = isKept ? Directory.CreateDirectory(given) : Directory.CreateTempSubdirectory("gdn-pictures");
        await using var server = await ConsoleServer.StartAsync();
        await using var session = await server.ConnectAsync();
        foreach (var name in Names)
        {
            await FillAsync(server, session, name);
        }

        await server.StreamAsync("orders-billing-DLQ", "redrive", """{"order":4711,"error":"no such account"}""");
        using var ending = new CancellationTokenSource();
        Task[] traffic = [.. Names.Select((name, number) => TrafficAsync(session, name, 4 * (number + 1), ending.Token))];
        await Task.WhenAll(ShowAsync("light", ColorScheme.Light, 1280, 800), ShowAsync("dark", ColorScheme.Dark, 1280, 800), ShowAsync("narrow", ColorScheme.Light, 400, 800));
        await ending.CancelAsync();
        await Task.WhenAll(traffic);
        Assert.Equal(6, folder.GetFiles("console-*.png").Count(file => file.Length > 10_000));

        async Task ShowAsync(string name, ColorScheme scheme, int width, int height)
        {
            var options = new BrowserNewContextOptions { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = height } };
            await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, options: options);
            await Expect(console.Page.GetByRole(AriaRole.Link, new() { Name = "shipments" })).ToBeVisibleAsync();
            await Expect(console.Page.Locator(".streams tbody tr").Filter(new() { HasText = "shipments" })).ToContainTextAsync("KiB");
            using (var drawing = new PeriodicTimer(isKept ? TimeSpan.FromMinutes(1) : TimeSpan.FromSeconds(6)))
            {
                await drawing.WaitForNextTickAsync(); // The charts need something to show.
            }

            await TakeAsync(console, $"console-streams-{name}");
            await console.Page.SetViewportSizeAsync(width, width > 1_000 ? 1_400 : 2_050); // Down to the message.
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
            await producer.EnqueueAsync(Message(name, number));
        }

        await producer.FlushAsync();
    }

    private static OutgoingMessage Message(string name, int number) =>
        OutgoingMessage.FromText($$"""{"number":{{number}},"from":"{{name}}","customer":{"name":"Ada","city":"London"},"lines":[{"article":"tea","amount":{{number % 7}} }]}""") with
        {
            Key = (number % 10).ToString(CultureInfo.InvariantCulture),
            Properties = new Dictionary<string, string> { ["language"] = "en" },
        };

    /// <summary>Messages at a rate that goes up and down, and a consumer, until the pictures are taken.</summary>
    private static async Task TrafficAsync(GdnSession session, string name, int rate, CancellationToken ending)
    {
        var stream = StreamName.Create(name, StreamScope.Global);
        try
        {
            await using var producer = await session.CreateProducerAsync(stream, cancellationToken: ending);
            await using var consumer = await session.SubscribeAsync(stream, "reports", cancellationToken: ending);
            await Task.WhenAll(SendAsync(producer), ReceiveAsync(consumer));
        }
        catch (OperationCanceledException)
        {
            // They are taken.
        }

        async Task SendAsync(Producer producer)
        {
            using var turns = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
            for (var turn = 0; await turns.WaitForNextTickAsync(ending); turn++)
            {
                for (var number = 0; number < rate * (2 + Math.Sin((turn + rate) / 12.0)); number++)
                {
                    await producer.EnqueueAsync(Message(name, turn + number), cancellationToken: ending);
                }
            }
        }

        async Task ReceiveAsync(Consumer consumer)
        {
            while (name != "shipments") // Its reports are behind.
            {
                await consumer.AcknowledgeAsync((await consumer.ReceiveAsync(ending)).Id, ending);
            }
        }
    }
}
