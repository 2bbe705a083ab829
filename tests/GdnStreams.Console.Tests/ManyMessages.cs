using System.Globalization;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Console.Tests;

public sealed class ManyMessages(Chromium chromium)
{
    private const int Rate = 10_000;
    private const int Seconds = 5;

    /// <summary>What the messages may cost the page, in what they cost a page that only counts them.</summary>
    private const double Most = 1.5;

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
        var all = 0;
        var floor = await CountingAsync();
        await console.Button("Start").ClickAsync();
        await Expect(console.Page.GetByText("Listening as a reader")).ToBeVisibleAsync();
        all = 0;
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
            $"{busy.Min() * 1000:0} ms of processor time for {Rate} messages, {floor * 1000:0} of a page that counts them; {before / 1024} KiB of JavaScript after {Rate * Seconds:N0} messages, {after / 1024} after {all:N0}");
        Assert.True(after < before + (4 * 1024 * 1024), $"{before} bytes after {Rate * Seconds} messages, {after} after {all}");
        while (busy.Min() >= Most * floor && busy.Count < 5)
        {
            busy.Add(await BusyAsync(Seconds)); // What else the machine does comes and goes: the best counts.
        }

        Assert.True(busy.Min() < Most * floor, $"{string.Join(", ", busy)} s of the page's processor time for the messages of a second, where one that counts them needs {floor}");
        Assert.Empty(console.Noise);

        // The processor time of a page that only reads the frames of the same messages.
        async Task<double> CountingAsync()
        {
            var socket = await server.SocketAsync("reader/persistent/demo/c8global._system/c8globals.busy");
            await console.Page.EvaluateAsync(
                """
                address => new Promise((opened, failed) => {
                  const socket = new WebSocket(address);
                  let counted = 0;
                  window.counting = new Promise(done => socket.onclose = done);
                  socket.onopen = opened;
                  socket.onerror = () => failed(new Error('The socket did not open.'));
                  socket.onmessage = event => {
                    const frame = JSON.parse(event.data);
                    socket.send(JSON.stringify({ messageId: frame.messageId }));
                    if (++counted === TOTAL) socket.close();
                  };
                })
                """.Replace("TOTAL", $"{Rate * Seconds}", StringComparison.Ordinal),
                socket);
            var idle = await work.SecondsAsync();
            await SendAsync(Seconds);
            await console.Page.EvaluateAsync("() => window.counting.then(() => 0)");
            return (await work.SecondsAsync() - idle) / Seconds;
        }

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
