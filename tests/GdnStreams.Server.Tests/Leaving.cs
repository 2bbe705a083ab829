using System.Globalization;
using System.Net.WebSockets;

namespace GdnStreams.Server.Tests;

/// <summary>The end of a server that is told to stop, as service managers do it.</summary>
public sealed class Leaving : IDisposable
{
    private const int Stopping = 2;
    private const int Stopped = 3;
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gdn-leaving");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task An_interrupt_ends_a_server_but_not_one_that_ends_with_its_parent()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGINT.");
        await using (var server = await ServerProcess.StartAsync("serve", "--in-memory"))
        {
            await server.SignalAsync("INT");
            Assert.Equal(0, await server.ExitAsync());
        }

        await using (var child = await ServerProcess.StartAsync("serve", "--in-memory", "--exit-with-parent"))
        {
            await child.SignalAsync("INT");
            await child.SignalAsync("QUIT");
            using var http = new HttpClient { BaseAddress = child.Url };
            Assert.Equal("ok", await http.GetStringAsync(new Uri("/healthz", UriKind.Relative)));
            Assert.Equal(0, await child.CloseInputAsync());
        }

        await using (var child = await ServerProcess.StartAsync("serve", "--in-memory", "--exit-with-parent"))
        {
            await child.SignalAsync("TERM");
            Assert.Equal(0, await child.ExitAsync());
        }
    }

    [Fact]
    public async Task A_terminated_server_answers_what_it_took_says_1001_and_is_gone_within_five_seconds()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        var answered = new HashSet<string>(StringComparer.Ordinal);
        await using (var server = await ServerProcess.StartAsync("serve", "--dev", "--data", _directory.FullName))
        {
            using var consumer = await RawSocket.OpenAsync(server.Url, "consumer", "c8globals.x/s");
            using var producer = await RawSocket.OpenAsync(server.Url, "producer", "c8globals.x");

            // What a client that neither reads nor answers has open does not hold it up.
            using var silent = await RawSocket.OpenAsync(server.Url, "consumer", "c8globals.y/s");
            for (var i = 0; i < 100; i++)
            {
                await producer.PublishAsync($"taken {i}");
                Assert.Equal("ok", (string)(await producer.NextAsync())!["result"]!);
            }

            for (var i = 0; i < 100; i++)
            {
                var message = (await consumer.NextAsync())!;
                if (i < 60)
                {
                    await consumer.SendAsync($$"""{"messageId":"{{(string)message["messageId"]!}}"}""");
                }
            }

            // Under way while the server is told to go.
            for (var i = 0; i < 2_000; i++)
            {
                await producer.PublishAsync(i.ToString(CultureInfo.InvariantCulture));
            }

            await server.TerminateAsync();
            while (await producer.NextAsync() is { } ack)
            {
                Assert.Equal("ok", (string)ack["result"]!);
                answered.Add((string)ack["context"]!);
            }

            while (await consumer.NextAsync() is not null)
            {
                // What was delivered before the goodbye.
            }

            Assert.Equal((WebSocketCloseStatus.EndpointUnavailable, WebSocketCloseStatus.EndpointUnavailable), (producer.CloseStatus, consumer.CloseStatus));
            Assert.Equal(0, await server.ExitAsync());

            // Five seconds, and as much for a machine that does other things.
            var took = server.LoggedAt(Stopped) - server.LoggedAt(Stopping);
            Assert.True(took < TimeSpan.FromSeconds(10), $"It took {took}.");
        }

        await using var again = await ServerProcess.StartAsync("serve", "--dev", "--data", _directory.FullName);
        using var next = await RawSocket.OpenAsync(again.Url, "consumer", "c8globals.x/s");
        using var after = await RawSocket.OpenAsync(again.Url, "producer", "c8globals.x");
        await after.PublishAsync("end");

        // Every acknowledgement counts, and what was stored is what was answered.
        for (var i = 60; i < 100; i++)
        {
            Assert.Equal($"taken {i}", await TakeAsync(next));
        }

        var stored = new List<string>();
        while (await TakeAsync(next) is not "end" and var text)
        {
            stored.Add(text);
        }

        Assert.Equal(answered, stored.ToHashSet(StringComparer.Ordinal));
        Assert.Equal(Enumerable.Range(0, stored.Count).Select(i => i.ToString(CultureInfo.InvariantCulture)), stored);
    }

    private static async Task<string> TakeAsync(RawSocket consumer)
    {
        var message = (await consumer.NextAsync())!;
        await consumer.SendAsync($$"""{"messageId":"{{(string)message["messageId"]!}}"}""");
        return RawSocket.Text(message);
    }
}
