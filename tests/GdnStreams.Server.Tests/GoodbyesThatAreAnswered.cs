using System.Text;
using System.Text.Json.Nodes;

namespace GdnStreams.Server.Tests;

/// <summary>Who hears the answer to its goodbye is gone: everything is settled, the server no longer counts it, and it does not make a stream anew that is deleted then.</summary>
public sealed class GoodbyesThatAreAnswered(Rest rest) : IClassFixture<Rest>
{
    private const string Streams = "/_fabric/_system/_api/streams";
    private readonly Uri _url = new(rest.Server.Url);

    [Theory]
    [InlineData("consumer", "/s?subscriptionInitialPosition=Earliest")]
    [InlineData("reader", "?messageId=earliest")]
    public async Task Once_no_consumer_is_left_that_makes_a_deleted_stream_anew(string kind, string topicEnd)
    {
        var prefix = New();
        for (var round = 0; round < 30; round++)
        {
            var stream = prefix + round;
            await PublishAsync(stream, 4, new string('x', 700_000));
            using var leaves = await RawConnection.OpenAsync(_url, kind, $"c8globals.{stream}{topicEnd}");
            await leaves.SayGoodbyeAsync(); // While a large message is being sent, which takes a moment.
            await leaves.ReadGoodbyeAsync();
            Assert.Equal(0, await ConnectedAsync(stream));
            Assert.Equal(202, (await rest.CallAsync($"DELETE {Streams}/c8globals.{stream}?force=true")).Status);
        }

        Assert.DoesNotContain(prefix, (await rest.CallAsync($"GET {Streams}")).Body!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Once_everything_is_answered_that_a_producer_sent()
    {
        var stream = New();
        for (var round = 0; round < 10; round++)
        {
            Assert.Equal(100, await PublishAsync(stream, 100, "eA=="));
            Assert.Equal(0, await ConnectedAsync(stream));
        }
    }

    private static string New() => "goodbye" + Guid.NewGuid().ToString("N");

    /// <summary>Publishes and says goodbye at once; how many answers came before the server's.</summary>
    private async Task<int> PublishAsync(string stream, int messages, string payload)
    {
        using var producer = await RawConnection.OpenAsync(_url, "producer", "c8globals." + stream);
        for (var i = 0; i < messages; i++)
        {
            await producer.SendAsync(RawConnection.Frame(0x81, Encoding.ASCII.GetBytes($$"""{"payload":"{{payload}}"}""")));
        }

        await producer.SayGoodbyeAsync();
        return (await producer.ReadGoodbyeAsync()).Frames;
    }

    private async Task<int> ConnectedAsync(string stream)
    {
        var stats = (await rest.CallAsync($"GET {Streams}/c8globals.{stream}/stats")).Body!["result"]!;
        return Count(stats["publishers"]!) + stats["subscriptions"]!.AsObject().Sum(subscription => Count(subscription.Value!["consumers"]!));
    }

    private static int Count(JsonNode list) => list.AsArray().Count;
}
