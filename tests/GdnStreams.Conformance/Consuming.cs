using GdnStreams.Conformance.Administration;

namespace GdnStreams.Conformance;

public sealed class Consuming(Servers servers)
{
    [Theory, OnBoth]
    public async Task A_delivered_message_has_five_fields_and_those_that_were_given(string on)
    {
        var topic = servers[on].NewTopic();
        await using var consumer = await servers[on].ConsumerAsync(topic);
        await using var producer = await servers[on].ProducerAsync(topic);
        var id = await producer.PublishAsync("x");
        var message = await consumer.MessageAsync();
        Assert.Equal(["messageId", "payload", "properties", "publishTime", "redeliveryCount"], message.AsObject().Select(pair => pair.Key).Order(StringComparer.Ordinal));
        Assert.Equal(id, (string)message["messageId"]!);
        Assert.Equal(0, (int)message["redeliveryCount"]!);
    }

    [Theory, OnBoth]
    public async Task A_window_of_two_is_refilled_by_acknowledgements(string on)
    {
        var topic = await FilledAsync(on, 5);
        await using var consumer = await servers[on].ConsumerAsync(topic, query: "receiverQueueSize=2&subscriptionInitialPosition=Earliest");
        var (first, second) = (await consumer.MessageAsync(), await consumer.MessageAsync());
        await consumer.AssertQuietAsync();
        await consumer.AcknowledgeAsync(first);
        Assert.Equal("3", await consumer.TextAsync());
        await consumer.AcknowledgeAsync(second);
        Assert.Equal("4", await consumer.TextAsync());
        await consumer.AssertQuietAsync();
    }

    [Theory, OnBoth]
    public async Task A_window_is_never_larger_than_a_thousand(string on)
    {
        var topic = await FilledAsync(on, 1_001);
        await using var consumer = await servers[on].ConsumerAsync(topic, query: "receiverQueueSize=5000&subscriptionInitialPosition=Earliest");
        var first = await consumer.MessageAsync();
        for (var i = 2; i <= 1_000; i++)
        {
            await consumer.MessageAsync();
        }

        await consumer.AssertQuietAsync();
        await consumer.AcknowledgeAsync(first);
        Assert.Equal("1001", await consumer.TextAsync());
    }

    [Theory, OnBoth]
    public async Task Permits_add_up(string on)
    {
        var topic = await FilledAsync(on, 4);
        await using var consumer = await servers[on].ConsumerAsync(topic, query: "pullMode=true&subscriptionInitialPosition=Earliest");
        await consumer.SendAsync("""{"type":"permit","permitMessages":1}""");
        await consumer.SendAsync("""{"type":"permit","permitMessages":2}""");
        foreach (var text in new[] { "1", "2", "3" })
        {
            Assert.Equal(text, await consumer.TextAsync());
        }

        await consumer.AssertQuietAsync();
    }

    [Theory, OnBoth]
    public async Task A_consumers_name_is_the_given_one_and_may_be_there_twice(string on)
    {
        var topic = servers[on].NewTopic();
        await using var one = await servers[on].ConsumerAsync(topic, query: "subscriptionType=Shared&consumerName=c");
        await using var two = await servers[on].ConsumerAsync(topic, query: "subscriptionType=Shared&consumerName=c");
        var stats = await servers[on].AskAsync(HttpMethod.Get, topic, "stats");
        Assert.Equal(["c", "c"], stats!["subscriptions"]!["s"]!["consumers"]!.AsArray().Select(consumer => (string)consumer!["consumerName"]!));
    }

    [Theory, OnBoth]
    public async Task A_window_of_zero_is_one_at_a_time(string on)
    {
        var topic = await FilledAsync(on, 2);
        await using var consumer = await servers[on].ConsumerAsync(topic, query: "receiverQueueSize=0&subscriptionInitialPosition=Earliest");
        var first = await consumer.MessageAsync();
        await consumer.AssertQuietAsync();
        await consumer.AcknowledgeAsync(first);
        Assert.Equal("2", await consumer.TextAsync());
    }

    [Theory, OnBoth]
    public async Task Pull_mode_gives_what_is_permitted_and_no_credit_for_acknowledgements(string on)
    {
        var topic = await FilledAsync(on, 5);
        await using var consumer = await servers[on].ConsumerAsync(topic, query: "pullMode=true&subscriptionInitialPosition=Earliest");
        await consumer.AssertQuietAsync();
        await consumer.SendAsync("""{"type":"permit","permitMessages":2}""");
        Assert.Equal("1", await consumer.TakeAsync());
        Assert.Equal("2", await consumer.TakeAsync());
        await consumer.AssertQuietAsync();
        await consumer.SendAsync("""{"type":"permit","permitMessages":1}""");
        Assert.Equal("3", await consumer.TakeAsync());
    }

    [Theory, OnBoth]
    public async Task A_permit_in_push_mode_and_a_foreign_id_change_nothing(string on)
    {
        var topic = await FilledAsync(on, 3);
        await using var consumer = await servers[on].ConsumerAsync(topic, query: "receiverQueueSize=1&subscriptionInitialPosition=Earliest");
        var first = await consumer.MessageAsync();
        await consumer.SendAsync("""{"type":"permit","permitMessages":100}""");
        await consumer.AssertQuietAsync();
        await consumer.AcknowledgeAsync(first);
        Assert.Equal("2", await consumer.TextAsync());
    }

    [Theory, OnBoth]
    public async Task An_unknown_command_acknowledges(string on)
    {
        var topic = await FilledAsync(on, 1);
        await using (var consumer = await servers[on].ConsumerAsync(topic, query: "subscriptionInitialPosition=Earliest"))
        {
            var message = await consumer.MessageAsync();
            await consumer.SendAsync($$"""{"type":"negativeAcknowledgement","messageId":"{{(string)message["messageId"]!}}"}""");
            await consumer.AssertQuietAsync();
        }

        await using var again = await servers[on].ConsumerAsync(topic);
        await again.AssertQuietAsync();
    }

    [Theory, OnBoth]
    public async Task What_a_closed_consumer_left_unacknowledged_goes_to_the_next(string on)
    {
        var topic = await FilledAsync(on, 3);
        await using (var consumer = await servers[on].ConsumerAsync(topic, query: "subscriptionInitialPosition=Earliest"))
        {
            await consumer.MessageAsync();
            await consumer.AcknowledgeAsync(await consumer.MessageAsync());
            await consumer.AssertReadyAsync();

            // A Pulsar may lose an acknowledgement that meets the end of its socket.
            await Sessions.UntilAsync(async () => (int)(await servers[on].StatsAsync(topic))["msgBacklog"]! == 2);
        }

        await using var next = await servers[on].ConsumerAsync(topic);
        Assert.Equal("1", await next.TakeAsync());
        Assert.Equal("3", await next.TakeAsync());
    }

    [Theory, OnBoth]
    public async Task A_new_subscription_starts_at_the_end_and_keeps_what_comes_while_nobody_listens(string on)
    {
        var topic = await FilledAsync(on, 1);
        await (await servers[on].ConsumerAsync(topic)).DisposeAsync();
        await using (var producer = await servers[on].ProducerAsync(topic))
        {
            await producer.PublishAsync("later");
        }

        await using var consumer = await servers[on].ConsumerAsync(topic);
        Assert.Equal("later", await consumer.TakeAsync());
    }

    private Task<string> FilledAsync(string on, int messages) => servers[on].NewFilledTopicAsync(messages);
}
