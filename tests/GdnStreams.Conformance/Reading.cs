using System.Globalization;
using GdnStreams.Conformance.Administration;

namespace GdnStreams.Conformance;

public sealed class Reading(Servers servers)
{
    [Theory, OnBoth]
    public async Task A_reader_starts_at_the_earliest_the_latest_or_after_an_id(string on)
    {
        var topic = servers[on].NewTopic();
        await (await servers[on].ConsumerAsync(topic, "keeper")).DisposeAsync();
        await using var producer = await servers[on].ProducerAsync(topic);
        var ids = new List<string>();
        for (var i = 1; i <= 3; i++)
        {
            ids.Add(await producer.PublishAsync(i.ToString(CultureInfo.InvariantCulture)));
        }

        await using (var earliest = await servers[on].ReaderAsync(topic, "messageId=earliest"))
        {
            Assert.Equal("1", await earliest.TextAsync());
        }

        await using (var after = await servers[on].ReaderAsync(topic, "messageId=" + Uri.EscapeDataString(ids[1])))
        {
            Assert.Equal("3", await after.TextAsync());
        }

        await using var latest = await servers[on].ReaderAsync(topic, "");
        await producer.PublishAsync("4");
        Assert.Equal("4", await latest.TextAsync());
    }

    [Theory, OnBoth]
    public async Task Any_frame_of_a_reader_frees_one_place_of_its_window(string on)
    {
        var topic = servers[on].NewTopic();
        await (await servers[on].ConsumerAsync(topic, "keeper")).DisposeAsync();
        await using var producer = await servers[on].ProducerAsync(topic);
        for (var i = 1; i <= 3; i++)
        {
            await producer.PublishAsync(i.ToString(CultureInfo.InvariantCulture));
        }

        await using var reader = await servers[on].ReaderAsync(topic, "messageId=earliest&receiverQueueSize=1");
        Assert.Equal("1", await reader.TextAsync());
        Assert.Null(await reader.TryNextAsync(TimeSpan.FromMilliseconds(300)));
        await reader.SendAsync("""{"messageId":"no id at all"}""");
        Assert.Equal("2", await reader.TextAsync());
    }

    [Theory, OnBoth]
    public async Task An_acknowledging_reader_gets_all(string on)
    {
        var topic = servers[on].NewTopic();
        await (await servers[on].ConsumerAsync(topic, "keeper")).DisposeAsync();
        await using var producer = await servers[on].ProducerAsync(topic);
        for (var i = 1; i <= 5; i++)
        {
            await producer.PublishAsync(i.ToString(CultureInfo.InvariantCulture));
        }

        await using var reader = await servers[on].ReaderAsync(topic, "messageId=earliest&receiverQueueSize=1");
        for (var i = 1; i <= 5; i++)
        {
            Assert.Equal(i.ToString(CultureInfo.InvariantCulture), await reader.TakeAsync());
        }
    }

    [Theory, OnBoth]
    public async Task A_reader_leaves_no_subscription_behind(string on)
    {
        var topic = servers[on].NewTopic();
        await using (await servers[on].ReaderAsync(topic, "readerName=r&messageId=earliest"))
        {
            // Here it has one, of a name of its own.
        }

        await Sessions.UntilAsync(async () => (await servers[on].AskAsync(HttpMethod.Get, topic, "subscriptions"))!.AsArray().Count == 0);
    }

    [Theory, OnBoth]
    public async Task Two_readers_each_get_all(string on)
    {
        var topic = await servers[on].NewFilledTopicAsync(2);
        await using var one = await servers[on].ReaderAsync(topic, "messageId=earliest");
        await using var two = await servers[on].ReaderAsync(topic, "messageId=earliest");
        foreach (var reader in new[] { one, two })
        {
            Assert.Equal("1", await reader.TextAsync());
            Assert.Equal("2", await reader.TextAsync());
        }
    }
}
