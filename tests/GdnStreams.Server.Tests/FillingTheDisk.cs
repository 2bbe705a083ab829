using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Text.Json.Nodes;

namespace GdnStreams.Server.Tests;

/// <summary>The server program on a disk that is full for a while.</summary>
public sealed class FillingTheDisk
{
    private static readonly string Large = new('x', 20_000);

    [Fact]
    public async Task Producers_are_told_why_and_closed_readyz_says_so_and_all_goes_on_when_there_is_space()
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 24);
        await using var server = await ServerProcess.StartAsync("serve", "--data", disk.Path, "--dev");
        using var http = new HttpClient { BaseAddress = server.Url };
        using var producer = await RawSocket.OpenAsync(server.Url, "producer", "c8globals.x?producerName=p&initialSequenceId=-1");
        await producer.PublishAsync("0" + Large);
        Assert.Equal("ok", (string)(await producer.NextAsync())!["result"]!);
        await disk.FillAsync();
        for (var i = 1; i < 1_000; i++)
        {
            await producer.PublishAsync(i.ToString(CultureInfo.InvariantCulture) + Large);
        }

        var (stored, failed) = (1, 0);
        while (await producer.NextAsync() is { } answer)
        {
            if ((string)answer["result"]! == "ok")
            {
                Assert.Equal(0, failed); // Nothing overtakes a message that failed.
                stored++;
            }
            else
            {
                failed++;
                Assert.Contains("disk of the data directory is full", (string)answer["errorMsg"]!, StringComparison.Ordinal);
            }
        }

        Assert.True(failed > 0);
        Assert.Equal(WebSocketCloseStatus.InternalServerError, producer.CloseStatus);
        using (var ready = await http.GetAsync(new Uri("/readyz", UriKind.Relative)))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
            Assert.Contains("full", await ready.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        disk.Free();
        await UntilReadyAsync(http);
        using var again = await RawSocket.OpenAsync(server.Url, "producer", "c8globals.x?producerName=p&initialSequenceId=-1");
        using var consumer = await RawSocket.OpenAsync(server.Url, "consumer", "c8globals.x/s?subscriptionInitialPosition=Earliest&receiverQueueSize=1000");
        for (var i = 0; i < 300; i++)
        {
            await again.PublishAsync(i.ToString(CultureInfo.InvariantCulture) + Large);
            Assert.Equal("ok", (string)(await again.NextAsync())!["result"]!);
        }

        for (var i = 0; i < Math.Max(300, stored); i++)
        {
            Assert.Equal(i.ToString(CultureInfo.InvariantCulture) + Large, RawSocket.Text((await consumer.NextAsync())!));
        }
    }

    [Fact]
    public async Task A_stop_waits_for_space_to_save_acknowledgements_and_tells_where_it_cannot()
    {
        foreach (var isFreed in new[] { true, false })
        {
            await using var disk = await SmallDisk.MountAsync(megabytes: 16);
            await using (var server = await ServerProcess.StartAsync("serve", "--data", disk.Path, "--dev"))
            {
                using var producer = await RawSocket.OpenAsync(server.Url, "producer", "c8globals.x");
                using var consumer = await RawSocket.OpenAsync(server.Url, "consumer", "c8globals.x/s?subscriptionInitialPosition=Earliest&receiverQueueSize=1000");
                var messages = new List<JsonNode>();
                for (var i = 0; i < 500; i++)
                {
                    await producer.PublishAsync(i.ToString(CultureInfo.InvariantCulture));
                    messages.Add((await consumer.NextAsync())!);
                }

                await disk.FillAsync();
                using var http = new HttpClient { BaseAddress = server.Url };
                foreach (var message in messages)
                {
                    await consumer.SendAsync($$"""{"messageId":"{{(string)message["messageId"]!}}"}""");
                }

                await UntilAsync(async () => (await http.GetAsync(new Uri("/readyz", UriKind.Relative))).StatusCode == HttpStatusCode.ServiceUnavailable);
                await server.TerminateAsync();
                if (isFreed)
                {
                    disk.Free();
                }

                Assert.Equal(isFreed ? 0 : 1, await server.ExitAsync());
            }

            disk.Free();
            await using (var server = await ServerProcess.StartAsync("serve", "--data", disk.Path, "--dev"))
            {
                using var producer = await RawSocket.OpenAsync(server.Url, "producer", "c8globals.x");
                using var consumer = await RawSocket.OpenAsync(server.Url, "consumer", "c8globals.x/s");
                await producer.PublishAsync("new");
                var next = RawSocket.Text((await consumer.NextAsync())!);
                Assert.True(!isFreed || next == "new", next);
            }
        }
    }

    private static Task UntilReadyAsync(HttpClient http) =>
        UntilAsync(async () => (await http.GetAsync(new Uri("/readyz", UriKind.Relative))).StatusCode == HttpStatusCode.OK);

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await condition())
        {
            await again.WaitForNextTickAsync(limit.Token);
        }
    }
}
