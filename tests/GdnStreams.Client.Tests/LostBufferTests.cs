using System.Text;
using GdnStreams.Protocol;

namespace GdnStreams.Client.Tests;

/// <summary>A consumer's buffer that is dropped while somebody takes from it.</summary>
public sealed class LostBufferTests
{
    private const int Messages = 900;
    private static readonly StreamName Stream = StreamName.Create("t", StreamScope.Global);

    [Fact]
    public async Task Who_takes_while_a_socket_is_lost_gets_no_message_behind_one_that_was_dropped() =>
        await RaceAsync(feed => feed.Lost());

    [Fact]
    public async Task Who_takes_while_it_is_closed_gets_no_message_behind_one_that_was_dropped() =>
        await RaceAsync(feed => feed.StopTaking());

    private static async Task RaceAsync(Action<SubscriptionFeed> drop)
    {
        var frames = Enumerable.Range(0, Messages).Select(i => Encoding.UTF8.GetBytes($$"""{"messageId":"{{i}}","payload":"","properties":{},"publishTime":"2026-01-01T00:00:00Z","redeliveryCount":0}""")).ToArray();
        for (var round = 0; round < 300; round++)
        {
            var feed = new SubscriptionFeed(Stream, new TopicName("demo", "c8global._system", "c8globals.t"), "s", new ConsumerOptions(), TimeProvider.System, TimeSpan.Zero);
            foreach (var frame in frames)
            {
                await feed.ReceiveAsync(frame, CancellationToken.None);
            }

            using var start = new Barrier(2);
            var dropping = Task.Run(() =>
            {
                start.SignalAndWait();
                drop(feed);
            });
            start.SignalAndWait();
            List<string> seen = [];
            while (feed.TryTake(out var message))
            {
                seen.Add(message.Id.ToString());
            }

            await dropping;
            Assert.Equal(Enumerable.Range(0, seen.Count).Select(i => $"{i}"), seen);
            Assert.Equal(0, feed.Buffered);
        }
    }
}
