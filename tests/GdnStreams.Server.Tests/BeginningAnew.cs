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
    public async Task A_producer_that_pipelines_loses_nothing_that_was_acknowledged()
    {
        var name = "pipeline" + Guid.NewGuid().ToString("N");
        using var producer = await RawSocket.OpenAsync(_url, "producer", $"c8globals.{name}?producerName=p");
        for (var round = 0; round < 20; round++)
        {
            // The round before may have ended with the deletion: the next message makes the stream, so that there is one to delete.
            await producer.PublishAsync($"{round}");
            Assert.Equal("ok", (string)(await producer.NextAsync())!["result"]!);
            var deleting = rest.CallAsync($"DELETE {Streams}/c8globals.{name}?force=true");
            for (var i = 0; i < 50; i++)
            {
                await producer.PublishAsync($"{round}-{i}");
            }

            var answers = new List<JsonNode>();
            for (var i = 0; i < 50; i++)
            {
                answers.Add((await producer.NextAsync())!);
            }

            Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{round}-{i}"), answers.Select(answer => (string)answer["context"]!));
            Assert.InRange((await deleting).Status, 200, 202);

            // What came while the stream was deleted may have been refused; what comes now makes it anew.
            await producer.PublishAsync("again");
            Assert.Equal("ok", (string)(await producer.NextAsync())!["result"]!);
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
