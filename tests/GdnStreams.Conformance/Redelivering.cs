using System.Diagnostics;
namespace GdnStreams.Conformance;

/// <summary>Messages that come again, and where those go that came too often.</summary>
public sealed class Redelivering(Servers servers)
{
    [Theory, OnBoth]
    public async Task A_denied_message_of_a_shared_subscription_comes_again_alone_and_counted(string on)
    {
        var topic = await servers[on].NewFilledTopicAsync(2);
        await using var consumer = await servers[on].ConsumerAsync(topic, query: "subscriptionType=Shared&negativeAckRedeliveryDelay=100&subscriptionInitialPosition=Earliest");
        var (first, _) = (await consumer.MessageAsync(), await consumer.MessageAsync());
        await consumer.DenyAsync(first);
        var again = await consumer.MessageAsync();
        Assert.Equal(("1", 1), (Socket.Text(again), (int)again["redeliveryCount"]!));
        await consumer.AssertQuietAsync();
    }

    [Theory, OnBoth]
    public async Task A_denied_message_of_an_exclusive_subscription_brings_all_unacknowledged_ones_again_uncounted(string on)
    {
        var topic = await servers[on].NewFilledTopicAsync(3);
        await using var consumer = await servers[on].ConsumerAsync(topic, query: "negativeAckRedeliveryDelay=100&subscriptionInitialPosition=Earliest");
        var messages = new[] { await consumer.MessageAsync(), await consumer.MessageAsync(), await consumer.MessageAsync() };
        await consumer.DenyAsync(messages[1]);
        foreach (var text in new[] { "1", "2", "3" })
        {
            var again = await consumer.MessageAsync();
            Assert.Equal((text, 0), (Socket.Text(again), (int)again["redeliveryCount"]!));
        }
    }

    [Theory, OnBoth]
    public async Task An_unacknowledged_message_comes_again_after_the_ack_timeout(string on)
    {
        var topic = await servers[on].NewFilledTopicAsync(1);
        await using var consumer = await servers[on].ConsumerAsync(topic, query: "subscriptionType=Shared&ackTimeoutMillis=1000&subscriptionInitialPosition=Earliest");
        await consumer.MessageAsync();
        Assert.Equal(1, (int)(await consumer.MessageAsync())["redeliveryCount"]!);
    }

    [Theory, OnBoth]
    public async Task A_message_whose_ack_timeout_passed_frees_its_place_only_here(string on)
    {
        var topic = await servers[on].NewFilledTopicAsync(1);
        await using var consumer = await servers[on].ConsumerAsync(topic, query: "subscriptionType=Shared&receiverQueueSize=1&ackTimeoutMillis=1000&subscriptionInitialPosition=Earliest");
        await consumer.MessageAsync();

        // On purpose: in Pulsar it keeps its place, and a consumer that acknowledges nothing hears no more.
        Assert.Equal(servers[on].IsOurs, await consumer.TryNextAsync(TimeSpan.FromSeconds(6)) is not null);
    }

    [Theory, OnBoth]
    public async Task A_message_redelivered_too_often_goes_to_the_dead_letter_topic(string on)
    {
        var topic = await servers[on].NewFilledTopicAsync(1);
        var dead = servers[on].NewTopic();
        await using var deadLetters = await servers[on].ConsumerAsync(dead);
        await using var consumer = await servers[on].ConsumerAsync(
            topic, query: $"subscriptionType=Shared&maxRedeliverCount=1&deadLetterTopic={dead}&negativeAckRedeliveryDelay=100&subscriptionInitialPosition=Earliest");
        for (var count = 0; count <= 1; count++)
        {
            var message = await consumer.MessageAsync();
            Assert.Equal(count, (int)message["redeliveryCount"]!);
            await consumer.DenyAsync(message);
        }

        var deadLetter = await deadLetters.MessageAsync();
        Assert.Equal("1", Socket.Text(deadLetter));
        Assert.EndsWith(topic, (string)deadLetter["properties"]!["REAL_TOPIC"]!, StringComparison.Ordinal);
        Assert.Equal("s", (string)deadLetter["properties"]!["REAL_SUBSCRIPTION"]!);
        Assert.Equal(
            ["ORIGIN_MESSAGE_ID", "ORIGIN_MESSAGE_IDY_TIME", "REAL_SUBSCRIPTION", "REAL_TOPIC"],
            deadLetter["properties"]!.AsObject().Select(pair => pair.Key).Order(StringComparer.Ordinal));
    }

    [Theory, OnBoth]
    public async Task The_dead_letter_topic_is_named_after_topic_and_subscription_unless_told(string on)
    {
        var topic = await servers[on].NewFilledTopicAsync(1);
        await using var deadLetters = await servers[on].ConsumerAsync(topic + "-s-DLQ");
        await using var consumer = await servers[on].ConsumerAsync(topic, query: "subscriptionType=Shared&maxRedeliverCount=1&negativeAckRedeliveryDelay=100&subscriptionInitialPosition=Earliest");
        await consumer.DenyAsync(await consumer.MessageAsync());
        await consumer.DenyAsync(await consumer.MessageAsync());
        Assert.Equal("1", await deadLetters.TakeAsync());
    }

    [Theory, OnBoth]
    public async Task A_denied_message_stays_away_for_its_delay(string on)
    {
        var topic = await servers[on].NewFilledTopicAsync(1);
        await using var consumer = await servers[on].ConsumerAsync(topic, query: "subscriptionType=Shared&negativeAckRedeliveryDelay=3000&subscriptionInitialPosition=Earliest");
        var message = await consumer.MessageAsync();
        var clock = Stopwatch.StartNew();
        await consumer.DenyAsync(message);
        Assert.Equal("1", await consumer.TakeAsync());
        Assert.True(clock.Elapsed > TimeSpan.FromSeconds(1.5), $"It came after {clock.Elapsed}.");
    }

    [Theory, OnBoth]
    public async Task What_a_gone_shared_consumer_left_comes_to_another(string on)
    {
        var topic = await servers[on].NewFilledTopicAsync(2);
        const string Query = "subscriptionType=Shared&subscriptionInitialPosition=Earliest";
        await using var second = await servers[on].ConsumerAsync(topic, query: Query + "&priorityLevel=1");

        // Before there is a consumer that is served first.
        Assert.Equal(["1", "2"], new[] { await second.TakeAsync(), await second.TakeAsync() }.Order());
        await using (var first = await servers[on].ConsumerAsync(topic, query: Query + "&priorityLevel=0&consumerName=first"))
        {
            await servers[on].UntilReadyAsync(topic, "first");
            await using var producer = await servers[on].ProducerAsync(topic);
            await producer.PublishAsync("3");
            Assert.Equal("3", await first.TextAsync());
        }

        Assert.Equal("3", await second.TakeAsync());
    }
}
