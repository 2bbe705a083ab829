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
    public async Task A_command_that_is_no_JSON_ends_the_connection(string on)
    {
        await using var consumer = await servers[on].ConsumerAsync(servers[on].NewTopic());
        await consumer.SendAsync("{");

        // On purpose: Pulsar tries to close with a code that the protocol forbids, and the client sees the connection break.
        Assert.Equal(servers[on].IsOurs ? "closed 1007" : "dropped", await consumer.NextAsync());
    }

    [Theory, OnBoth]
    public async Task A_command_without_message_id_closes_with_1011(string on)
    {
        foreach (var frame in new[] { "{}", """{"messageId":"#"}""" })
        {
            await using var consumer = await servers[on].ConsumerAsync(servers[on].NewTopic());
            await consumer.SendAsync(frame);
            Assert.Equal("closed 1011", await consumer.NextAsync());
        }
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
    public async Task A_denied_message_of_a_shared_subscription_comes_again_alone_and_counted(string on)
    {
        var topic = await FilledAsync(on, 2);
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
        var topic = await FilledAsync(on, 3);
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
        var topic = await FilledAsync(on, 1);
        await using var consumer = await servers[on].ConsumerAsync(topic, query: "subscriptionType=Shared&ackTimeoutMillis=1000&subscriptionInitialPosition=Earliest");
        await consumer.MessageAsync();
        Assert.Equal(1, (int)(await consumer.MessageAsync())["redeliveryCount"]!);
    }

    [Theory, OnBoth]
    public async Task A_message_redelivered_too_often_goes_to_the_dead_letter_topic(string on)
    {
        var topic = await FilledAsync(on, 1);
        var dead = servers[on].NewTopic();
        await using var graveyard = await servers[on].ConsumerAsync(dead);
        await using var consumer = await servers[on].ConsumerAsync(
            topic, query: $"subscriptionType=Shared&maxRedeliverCount=1&deadLetterTopic={dead}&negativeAckRedeliveryDelay=100&subscriptionInitialPosition=Earliest");
        for (var count = 0; count <= 1; count++)
        {
            var message = await consumer.MessageAsync();
            Assert.Equal(count, (int)message["redeliveryCount"]!);
            await consumer.DenyAsync(message);
        }

        var buried = await graveyard.MessageAsync();
        Assert.Equal("1", Socket.Text(buried));
        Assert.EndsWith(topic, (string)buried["properties"]!["REAL_TOPIC"]!, StringComparison.Ordinal);
        Assert.Equal("s", (string)buried["properties"]!["REAL_SUBSCRIPTION"]!);
    }

    [Theory, OnBoth]
    public async Task Unsubscribing_removes_the_subscription_and_leaves_the_socket_open(string on)
    {
        var topic = await FilledAsync(on, 1);
        await using (var consumer = await servers[on].ConsumerAsync(topic, query: "subscriptionInitialPosition=Earliest"))
        {
            Assert.Equal("1", await consumer.TextAsync());
            await consumer.SendAsync("""{"type":"unsubscribe"}""");
            Assert.Null(await consumer.TryNextAsync(TimeSpan.FromMilliseconds(500)));
        }

        // A new subscription starts at the end: nothing of the old one is left.
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

    private async Task<string> FilledAsync(string on, int messages)
    {
        var topic = servers[on].NewTopic();

        // Without a subscription Pulsar keeps nothing for a later one.
        await (await servers[on].ConsumerAsync(topic, "keeper")).DisposeAsync();
        await using var producer = await servers[on].ProducerAsync(topic);
        for (var i = 1; i <= messages; i++)
        {
            await producer.PublishAsync(i.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        return topic;
    }
}
