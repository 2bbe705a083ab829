using GdnStreams.Client;
using GdnStreams.Protocol;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Console.Tests;

public sealed class ManyMessages(Chromium chromium)
{
    private const int Batch = 30_000;

    [Fact]
    public async Task Are_counted_and_sampled_while_the_page_answers_and_its_memory_stays_flat()
    {
        await using var server = await ConsoleServer.StartAsync();
        await server.StreamAsync("busy");
        await using var session = await GdnSession.ConnectAsync(new GdnSessionOptions { Url = new Uri(server.Url), Credential = GdnCredential.ApiKey(Development.ApiKey) });
        await using var producer = await session.CreateProducerAsync(StreamName.Create("busy", StreamScope.Global));
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, "#/streams/_system/c8globals.busy");
        await console.Button("Start").ClickAsync();
        await Expect(console.Page.GetByText("Listening as a reader")).ToBeVisibleAsync();
        var sending = SendAsync();
        await Expect(console.Page.GetByText("a sample of some 200 a second is shown")).ToBeVisibleAsync();
        await console.Page.Locator(".messages tbody button").First.ClickAsync(); // Messages come, and the page answers.
        await Expect(console.Part("Message")).ToBeVisibleAsync();
        await sending;
        await Expect(console.Page.GetByText("30,000 messages")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        var before = await MemoryAsync();
        await SendAsync();
        await Expect(console.Page.GetByText("60,000 messages")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        var after = await MemoryAsync();
        TestContext.Current.SendDiagnosticMessage($"{before / 1024} KiB of JavaScript after 30,000 messages, {after / 1024} after 60,000");
        Assert.True(after < before + (4 * 1024 * 1024), $"{before} bytes after 30,000 messages, {after} after 60,000");
        Assert.Empty(console.Noise);

        async Task SendAsync()
        {
            for (var number = 0; number < Batch; number++)
            {
                await producer.EnqueueAsync(OutgoingMessage.FromText($$"""{"number":{{number}},"text":"some hundred bytes as such messages have them, more or less, and a little more"}"""));
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
