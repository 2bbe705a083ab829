using System.Globalization;
using System.Text.Json.Nodes;
using GdnStreams.Conformance.Administration;

namespace GdnStreams.Conformance;

public sealed class Sharing(Servers servers)
{
    [Theory, OnBoth]
    public async Task Shared_consumers_with_a_window_of_one_get_one_each_until_they_acknowledge(string on)
    {
        var topic = servers[on].NewTopic();
        const string Query = "subscriptionType=Shared&receiverQueueSize=1";
        await using var one = await servers[on].ConsumerAsync(topic, query: Query);
        await using var two = await servers[on].ConsumerAsync(topic, query: Query);
        await PublishAsync(on, topic, 4);
        var (first, second) = (await one.MessageAsync(), await two.MessageAsync());
        await one.AssertQuietAsync();
        await two.AssertQuietAsync();
        await one.AcknowledgeAsync(first);
        await two.AcknowledgeAsync(second);
        var texts = new[] { Socket.Text(first), Socket.Text(second), await one.TextAsync(), await two.TextAsync() };
        Assert.Equal(["1", "2", "3", "4"], texts.Order());
    }

    [Theory, OnBoth]
    public async Task Failover_gives_all_to_one_consumer_and_then_to_the_other(string on)
    {
        var topic = servers[on].NewTopic();
        const string Query = "subscriptionType=Failover&priorityLevel=";
        await using var second = await servers[on].ConsumerAsync(topic, query: Query + "1");
        await using (var first = await servers[on].ConsumerAsync(topic, query: Query + "0&consumerName=first"))
        {
            await UntilActiveAsync(on, topic, "first");
            await PublishAsync(on, topic, 2);
            await first.AcknowledgeAsync(await first.MessageAsync());
            Assert.Equal("2", await first.TextAsync());
            Assert.Null(await second.TryNextAsync(TimeSpan.FromMilliseconds(300)));
        }

        Assert.Equal("2", await second.TakeAsync());
    }

    [Theory, OnBoth]
    public async Task Key_Shared_keeps_the_order_of_each_key_and_each_key_with_one_consumer(string on)
    {
        var topic = servers[on].NewTopic();
        const string Query = "subscriptionType=Key_Shared";
        await using var one = await servers[on].ConsumerAsync(topic, query: Query);
        await using var two = await servers[on].ConsumerAsync(topic, query: Query);
        await using (var producer = await servers[on].ProducerAsync(topic))
        {
            for (var i = 0; i < 60; i++)
            {
                await producer.PublishAsync(i.ToString(CultureInfo.InvariantCulture), $$""","key":"key{{i % 6}}" """);
            }
        }

        var received = new Dictionary<string, List<(int Consumer, int Number)>>();
        var total = 0;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (total < 60)
        {
            Assert.False(limit.IsCancellationRequested, $"{total} of 60 messages came.");
            foreach (var (socket, number) in new[] { (one, 1), (two, 2) })
            {
                while (await socket.TryNextAsync(TimeSpan.FromMilliseconds(100)) is { } frame)
                {
                    var message = JsonNode.Parse(frame)!;
                    var key = (string)message["key"]!;
                    (received.TryGetValue(key, out var list) ? list : received[key] = []).Add((number, int.Parse(Socket.Text(message), CultureInfo.InvariantCulture)));
                    total++;
                }
            }
        }

        await one.AssertQuietAsync();
        await two.AssertQuietAsync();
        Assert.Equal(60, total);
        foreach (var list in received.Values)
        {
            Assert.Single(list.Select(item => item.Consumer).Distinct());
            Assert.Equal(list.Select(item => item.Number).Order(), list.Select(item => item.Number));
        }
    }

    [Theory, OnBoth]
    public async Task A_non_durable_subscription_is_gone_with_its_consumer(string on)
    {
        var topic = servers[on].NewTopic();
        await (await servers[on].ConsumerAsync(topic, "keeper")).DisposeAsync();
        await (await servers[on].ConsumerAsync(topic, query: "subscriptionMode=NonDurable")).DisposeAsync();
        await PublishAsync(on, topic, 1);
        await using var consumer = await servers[on].ConsumerAsync(topic, query: "subscriptionMode=NonDurable");
        await consumer.AssertQuietAsync();
    }

    [Theory, OnBoth]
    public async Task A_delayed_message_waits_on_a_shared_subscription_and_not_on_an_exclusive_one(string on)
    {
        var topic = servers[on].NewTopic();
        await using var shared = await servers[on].ConsumerAsync(topic, "shared", "subscriptionType=Shared");
        await using var exclusive = await servers[on].ConsumerAsync(topic, "exclusive");
        await using var producer = await servers[on].ProducerAsync(topic);
        await producer.PublishAsync("later", ""","deliverAfterMs":6000""");
        await producer.PublishAsync("now");
        Assert.Equal("later", await exclusive.TakeAsync());
        Assert.Equal("now", await shared.TakeAsync());
        Assert.Equal("later", await shared.TakeAsync());
    }

    [Theory, OnBoth]
    public async Task A_shared_message_goes_to_the_consumer_of_the_lowest_level_that_has_room(string on)
    {
        var topic = servers[on].NewTopic();
        const string Query = "subscriptionType=Shared&priorityLevel=";
        await using var later = await servers[on].ConsumerAsync(topic, query: Query + "1");
        await using var sooner = await servers[on].ConsumerAsync(topic, query: Query + "0&receiverQueueSize=2&consumerName=sooner");
        await servers[on].UntilReadyAsync(topic, "sooner");
        await PublishAsync(on, topic, 9);
        Assert.Equal("1", await sooner.TextAsync());
        Assert.Equal("2", await sooner.TextAsync());
        await sooner.AssertQuietAsync();

        // A real Pulsar has sent two more to the first one, which wait for their place there.
        var next = await later.TextAsync();
        Assert.InRange(next, "3", "6");
        await later.AssertReadyAsync();
    }

    [Theory, OnBoth]
    public async Task A_message_may_be_scheduled_at_a_time(string on)
    {
        var topic = servers[on].NewTopic();
        await using var consumer = await servers[on].ConsumerAsync(topic, query: "subscriptionType=Shared");
        await using var producer = await servers[on].ProducerAsync(topic);
        var at = TimeProvider.System.GetUtcNow().AddSeconds(6).ToUnixTimeMilliseconds();
        await producer.PublishAsync("later", $$""","deliverAt":{{at}}""");
        await producer.PublishAsync("now", ""","deliverAt":1""");
        Assert.Equal("now", await consumer.TakeAsync());
        Assert.Equal("later", await consumer.TakeAsync());
        Assert.True(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() >= at - 1_000, "It came much too early.");
    }

    /// <summary>Waits until messages go to this consumer: a Pulsar gives the place of an active one to another after a second.</summary>
    private Task UntilActiveAsync(string on, string topic, string consumer) => Sessions.UntilAsync(async () =>
        (string?)(await servers[on].StatsAsync(topic))["activeConsumerName"] == consumer);

    private async Task PublishAsync(string on, string topic, int messages)
    {
        await using var producer = await servers[on].ProducerAsync(topic);
        for (var i = 1; i <= messages; i++)
        {
            await producer.PublishAsync(i.ToString(CultureInfo.InvariantCulture));
        }
    }
}
