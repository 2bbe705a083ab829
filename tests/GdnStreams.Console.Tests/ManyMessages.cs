using System.Globalization;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Console.Tests;

public sealed class ManyMessages(Chromium chromium)
{
    private const int Rate = 10_000;
    private const int Seconds = 5;

    /// <summary>Seconds of the page's processor time that the messages of a second may take.</summary>
    private const double Most = 0.8;

    /// <summary>Seconds' worth of messages over which the memory has to stay flat; GDN_CONSOLE_SECONDS makes them an hour's, or as many as one likes.</summary>
    private static readonly int Longer = int.Parse(Environment.GetEnvironmentVariable("GDN_CONSOLE_SECONDS") ?? $"{Seconds}", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Are_counted_and_sampled_while_the_page_answers_and_its_memory_stays_flat()
    {
        await using var server = await ConsoleServer.StartAsync();
        await server.StreamAsync("busy");
        await using var session = await server.ConnectAsync();
        await using var producer = await session.CreateProducerAsync(StreamName.Create("busy", StreamScope.Global));
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, "#/streams/_system/c8globals.busy");
        var work = await ProcessorTime.OfAsync(console.Page);
        await console.Button("Start").ClickAsync();
        await Expect(console.Page.GetByText("Listening as a reader")).ToBeVisibleAsync();
        var all = 0;
        var busy = new List<double>
        {
            await BusyAsync(Seconds, async () =>
            {
                await Expect(console.Page.GetByText("a sample of some 200 a second is shown")).ToBeVisibleAsync();
                await console.Page.Locator(".messages tbody button").First.ClickAsync(); // Messages come, and the page answers.
                await Expect(console.Part("Message")).ToBeVisibleAsync();
            }),
        };
        var before = await MemoryAsync();
        busy.Add(await BusyAsync(Longer));
        var after = await MemoryAsync();
        TestContext.Current.SendDiagnosticMessage(
            $"{busy.Min() * 1000:0} ms of processor time for {Rate} messages; {before / 1024} KiB of JavaScript after {Rate * Seconds:N0} messages, {after / 1024} after {all:N0}");
        Assert.True(after < before + (4 * 1024 * 1024), $"{before} bytes after {Rate * Seconds} messages, {after} after {all}");
        while (busy.Min() >= Most && busy.Count < 5)
        {
            busy.Add(await BusyAsync(Seconds)); // What else the machine does comes and goes: the best counts.
        }

        Assert.True(busy.Min() < Most, $"{string.Join(", ", busy)} s of the page's processor time for the messages of a second");
        Assert.Empty(console.Noise);

        // The page's processor time for the messages of a second.
        async Task<double> BusyAsync(int seconds, Func<Task>? meanwhileAsync = null)
        {
            var idle = await work.SecondsAsync();
            var sending = SendAsync(seconds);
            await (meanwhileAsync?.Invoke() ?? Task.CompletedTask);
            await sending;
            all += Rate * seconds;
            await Expect(console.Page.GetByText($"{all:N0} messages")).ToBeVisibleAsync(new() { Timeout = 60_000 });
            return (await work.SecondsAsync() - idle) / seconds;
        }

        // As many a second as the name says, where the machine is fast enough: for the page that is the worst case.
        async Task SendAsync(int seconds)
        {
            using var turns = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            var began = TimeProvider.System.GetTimestamp();
            for (var sent = 0; sent < Rate * seconds;)
            {
                await turns.WaitForNextTickAsync();
                for (var due = Math.Min(Rate * seconds, (int)(Rate * TimeProvider.System.GetElapsedTime(began).TotalSeconds)); sent < due; sent++)
                {
                    await producer.EnqueueAsync(OutgoingMessage.FromText($$"""{"number":{{sent}},"text":"some hundred bytes as such messages have them, more or less, and a little more"}"""));
                }
            }

            await producer.FlushAsync();
        }

        async Task<long> MemoryAsync()
        {
            var tools = await console.Page.Context.NewCDPSessionAsync(console.Page);
            await tools.SendAsync("HeapProfiler.collectGarbage");
            return (long)(await tools.SendAsync("Runtime.getHeapUsage"))!.Value.GetProperty("usedSize").GetDouble();
        }
    }
}
