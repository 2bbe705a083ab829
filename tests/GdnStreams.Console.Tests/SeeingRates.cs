using System.Text.RegularExpressions;
using GdnStreams.Client;
using GdnStreams.Protocol;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Console.Tests;

/// <summary>That the overview is live: rates of each stream and of the server, as figures and as charts.</summary>
public sealed class SeeingRates(Chromium chromium)
{
    /// <summary>Remembers what is written into a canvas: the marks of the charts' axes.</summary>
    private const string Written =
        """
        window.written = [];
        const fillText = CanvasRenderingContext2D.prototype.fillText;
        CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
          window.written.push(text);
          return fillText.call(this, text, ...place);
        };
        """;

    [Fact]
    public async Task Figures_and_charts_follow_what_is_published_and_received()
    {
        await using var server = await ConsoleServer.StartAsync();
        await server.StreamAsync("busy", "workers");
        await server.StreamAsync("quiet");
        await using var console = await OpenConsole.OpenAsync(chromium, server.Url);
        await console.Page.AddInitScriptAsync(Written);
        await console.Page.ReloadAsync();
        await console.SignInAsync(Development.Email, Development.Password);
        var (busy, quiet) = (Row("busy"), Row("quiet"));
        await Expect(busy.Locator("td").Nth(2)).ToHaveTextAsync("0/s");
        var chart = console.Part("Rates of the server");
        await Expect(chart.Locator("canvas")).ToBeVisibleAsync();
        var seen = new TaskCompletionSource();
        var traffic = PublishAndReceiveAsync(server, seen.Task);
        await Expect(busy.Locator("td").Nth(2)).ToHaveTextAsync(new Regex("^[1-9]"));
        await Expect(busy.Locator("td").Nth(3)).ToHaveTextAsync(new Regex("^[1-9]"));
        await Expect(busy.Locator("td").Nth(6)).ToHaveTextAsync("1");
        await Expect(busy.Locator("td").Nth(7)).ToHaveTextAsync("1");
        await Expect(busy.Locator("polyline").First).ToHaveAttributeAsync("points", Risen());
        await Expect(quiet.Locator("polyline").First).Not.ToHaveAttributeAsync("points", Risen());
        await Expect(chart).ToContainTextAsync(new Regex("Messages a second: [1-9][0-9,.]*/s in, [1-9][0-9,.]*/s out"));
        Assert.Contains(await console.Page.EvaluateAsync<string[]>("window.written"), mark => Clock().IsMatch(mark));
        await chart.Locator(".u-over").HoverAsync(); // The legend tells the time under the pointer.
        await Expect(chart.Locator(".u-value").First).ToHaveTextAsync(Clock());
        seen.SetResult();
        await traffic;
        await Expect(busy.Locator("td").Nth(2)).ToHaveTextAsync("0/s");
        Assert.Empty(console.Noise);

        ILocator Row(string name) => console.Page.Locator(".streams tbody tr").Filter(new() { HasText = name });
    }

    /// <summary>A line of which a point is not at the bottom.</summary>
    private static Regex Risen() => new(",(2|3|4|5|6|7|8|9|1[0-9]|20)\\.[0-9]( |$)");

    private static Regex Clock() => new("^[0-2][0-9]:[0-5][0-9]:[0-5][0-9]$");

    private static async Task PublishAndReceiveAsync(ConsoleServer server, Task end)
    {
        var stream = StreamName.Create("busy", StreamScope.Global);
        await using var session = await server.ConnectAsync();
        await using var consumer = await session.SubscribeAsync(stream, "workers");
        await using var producer = await session.CreateProducerAsync(stream);
        using var turns = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!end.IsCompleted)
        {
            await producer.SendAsync(OutgoingMessage.FromText("tick"));
            await consumer.AcknowledgeAsync((await consumer.ReceiveAsync()).Id);
            await turns.WaitForNextTickAsync();
        }
    }
}
