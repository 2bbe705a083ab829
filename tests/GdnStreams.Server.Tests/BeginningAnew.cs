using System.Text.Json.Nodes;

namespace GdnStreams.Server.Tests;

/// <summary>Sockets whose subscription or stream somebody else deletes work on, as on Pulsar.</summary>
public sealed class BeginningAnew(Rest rest) : IClassFixture<Rest>
{
    private const string Streams = "/_fabric/_system/_api/streams";
    private readonly Uri _url = new(rest.Server.Url);

    [Theory]
    [InlineData("DELETE", "/c8globals.{0}/subscriptions/s?force=true")]
    [InlineData("DELETE", "/subscription/s")]
    [InlineData("POST", "/unsubscribe/s")]
    [InlineData("DELETE", "/c8globals.{0}?force=true")]
    public async Task A_consumer_goes_on_receiving(string method, string path)
    {
        var name = "again" + Guid.NewGuid().ToString("N");
        using var producer = await RawSocket.OpenAsync(_url, "producer", "c8globals." + name);
        using var consumer = await RawSocket.OpenAsync(_url, "consumer", $"c8globals.{name}/s");
        using var other = await RawSocket.OpenAsync(_url, "consumer", $"c8globals.{name}/other");
        using var reader = await RawSocket.OpenAsync(_url, "reader", "c8globals." + name);
        await ReceivesAsync(producer, "first", consumer, other, reader);
        for (var i = 0; i < 5; i++)
        {
            var status = (await rest.CallAsync($"{method} {Streams}{string.Format(System.Globalization.CultureInfo.InvariantCulture, path, name)}")).Status;
            if (path.Contains("/subscriptions/", StringComparison.Ordinal))
            {
                Assert.Equal(412, status); // Somebody consumes it: refused as on Pulsar.
            }
            else
            {
                Assert.InRange(status, 200, 202);
            }

            // The subscription begins anew at its initial position, which is the end; wait until it is there.
            await UntilSubscribedAsync(name, 3);
            await ReceivesAsync(producer, $"after {i}", consumer, other, reader);
        }
    }

    [Fact]
    public async Task A_producer_whose_stream_is_deleted_loses_nothing_that_was_acknowledged_when_it_was_sent_again()
    {
        const int Count = 400;
        for (var round = 0; round < 10; round++)
        {
            var name = "pipeline" + Guid.NewGuid().ToString("N");
            var failed = Count;
            using (var producer = await RawSocket.OpenAsync(_url, "producer", $"c8globals.{name}?producerName=p&initialSequenceId=-1"))
            {
                var sending = SendAsync(producer, 0);
                for (var i = 0; i < Count && await NextOrEndAsync(producer) is { } answer; i++)
                {
                    Assert.Equal($"{i}", (string)answer["context"]!);
                    if (i == 50)
                    {
                        _ = rest.CallAsync($"DELETE {Streams}/c8globals.{name}?force=true");
                    }

                    failed = Math.Min(failed, (string)answer["result"]! == "ok" ? Count : i);
                    Assert.True(failed > i || (string)answer["result"]! != "ok", "Behind a message that failed nothing is stored.");
                }

                await sending;
            }

            if (failed == Count)
            {
                continue; // The deletion came between two messages: the second one made the stream anew.
            }

            using var again = await RawSocket.OpenAsync(_url, "producer", $"c8globals.{name}?producerName=p&initialSequenceId={failed - 1}");
            using var reader = await RawSocket.OpenAsync(_url, "reader", $"c8globals.{name}?messageId=earliest");
            await SendAsync(again, failed);
            for (var i = failed; i < Count; i++)
            {
                Assert.Equal("ok", (string)(await again.NextAsync())!["result"]!);
                var message = (await reader.NextAsync())!;
                Assert.Equal($"{i}", RawSocket.Text(message));
                await reader.SendAsync($$"""{"messageId":"{{(string)message["messageId"]!}}"}""");
            }
        }

        static async Task SendAsync(RawSocket producer, int first)
        {
            try
            {
                for (var i = first; i < Count; i++)
                {
                    await producer.PublishAsync($"{i}");
                }
            }
            catch (Exception e) when (e is System.Net.WebSockets.WebSocketException or ObjectDisposedException)
            {
                // The server has closed the socket behind the message that failed.
            }
        }

        static async Task<JsonNode?> NextOrEndAsync(RawSocket producer)
        {
            try
            {
                return await producer.NextAsync();
            }
            catch (System.Net.WebSockets.WebSocketException)
            {
                return null;
            }
        }
    }

    private static async Task ReceivesAsync(RawSocket producer, string text, params RawSocket[] receivers)
    {
        await producer.PublishAsync(text);
        Assert.Equal("ok", (string)(await producer.NextAsync())!["result"]!);
        foreach (var receiver in receivers)
        {
            var message = (await receiver.NextAsync())!;
            Assert.Equal(text, RawSocket.Text(message));
            await receiver.SendAsync($$"""{"messageId":"{{(string)message["messageId"]!}}"}""");
        }
    }

    private async Task UntilSubscribedAsync(string name, int subscriptions)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while ((await rest.CallAsync($"GET {Streams}/c8globals.{name}/stats")).Body?["result"]?["subscriptions"] is not JsonObject found
            || found.Count < subscriptions
            || found.Any(subscription => subscription.Value!["consumers"]!.AsArray().Count == 0))
        {
            await again.WaitForNextTickAsync(limit.Token);
        }
    }
}
