using System.Net.WebSockets;
using System.Text;
using GdnStreams.Conformance.Administration;

namespace GdnStreams.Conformance;

/// <summary>What a consumer's frames do, and which ones end the connection.</summary>
public sealed class Commanding(Servers servers)
{
    public static MatrixTheoryData<string, string> Unreadable => new(OnBothAttribute.Names, [
        "{", "\"noop\"", "[]", """{"messageId":"AAAA"}""", """{"messageId":"aGVsbG8gd29ybGQ="}""", """{"type":"permit"}""",
    ]);

    // On purpose: Pulsar tries to close with a code that the protocol forbids, and the client sees the connection break.
    [Theory, MemberData(nameof(Unreadable))]
    public async Task A_command_that_cannot_be_read_ends_the_connection(string on, string frame)
    {
        await using var consumer = await servers[on].ConsumerAsync(servers[on].NewTopic());
        await consumer.SendAsync(frame);
        Assert.Equal(servers[on].IsOurs ? "closed 1007" : "dropped", await consumer.NextAsync());
    }

    [Theory, OnBoth]
    public async Task A_permit_without_a_number_ends_the_connection_in_pull_mode_too(string on)
    {
        await using var consumer = await servers[on].ConsumerAsync(servers[on].NewTopic(), query: "pullMode=true");
        await consumer.SendAsync("""{"type":"permit"}""");
        Assert.Equal(servers[on].IsOurs ? "closed 1007" : "dropped", await consumer.NextAsync());
    }

    [Theory, OnBoth]
    public async Task A_command_without_message_id_or_with_one_that_is_no_Base64_closes_with_1011(string on)
    {
        foreach (var frame in new[] { "{}", """{"messageId":"#"}""", """{"type":"negativeAcknowledge"}""" })
        {
            await using var consumer = await servers[on].ConsumerAsync(servers[on].NewTopic());
            await consumer.SendAsync(frame);
            Assert.Equal("closed 1011", await consumer.NextAsync());
        }
    }

    [Theory, OnBoth]
    public async Task A_consumers_frame_over_one_mebibyte_closes_with_1009(string on)
    {
        var frame = $$"""{"messageId":"{{new string('A', 1024 * 1024)}}"}""";
        Assert.Equal("closed 1009", await servers[on].EndOfAsync(() => servers[on].ConsumerAsync(servers[on].NewTopic()), frame));
    }

    [Theory, OnBoth]
    public async Task A_binary_command_is_ignored(string on)
    {
        await using var consumer = await servers[on].ConsumerAsync(servers[on].NewTopic());
        await consumer.SendAsync(Encoding.UTF8.GetBytes("{"), WebSocketMessageType.Binary);
        await consumer.AssertQuietAsync();
    }

    [Theory, OnBoth]
    public async Task An_id_of_another_topic_is_not_answered(string on)
    {
        var topic = servers[on].NewTopic();
        await using var consumer = await servers[on].ConsumerAsync(topic);
        await using var producer = await servers[on].ProducerAsync(topic);
        await consumer.SendAsync("""{"messageId":"CP+/AxAHMAA="}""");
        await producer.PublishAsync("x");
        Assert.Equal("x", await consumer.TakeAsync());
        await consumer.AssertQuietAsync();
    }

    [Theory, OnBoth]
    public async Task Unsubscribing_with_two_shared_consumers_ends_the_connection_and_the_subscription_stays(string on)
    {
        var topic = servers[on].NewTopic();
        await using var one = await servers[on].ConsumerAsync(topic, query: "subscriptionType=Shared");
        await using var two = await servers[on].ConsumerAsync(topic, query: "subscriptionType=Shared");
        await one.SendAsync("""{"type":"unsubscribe"}""");

        // On purpose: as above.
        Assert.Equal(servers[on].IsOurs ? "closed 1008" : "dropped", await one.NextAsync());
        Assert.Equal(["s"], await SubscriptionsAsync(on, topic));
        await using var producer = await servers[on].ProducerAsync(topic);
        await producer.PublishAsync("x");
        Assert.Equal("x", await two.TakeAsync());
    }

    [Theory, OnBoth]
    public async Task Unsubscribing_alone_removes_the_subscription_and_leaves_the_socket_open(string on)
    {
        var topic = servers[on].NewTopic();
        await using var consumer = await servers[on].ConsumerAsync(topic);
        Assert.Equal(["s"], await SubscriptionsAsync(on, topic));
        await consumer.SendAsync("""{"type":"unsubscribe"}""");
        Assert.Null(await consumer.TryNextAsync(TimeSpan.FromMilliseconds(500)));
        await Sessions.UntilAsync(async () => (await SubscriptionsAsync(on, topic)).Length == 0);
    }

    [Theory, OnBoth]
    public async Task The_end_of_a_topic_is_reached_when_it_is_terminated_and_all_was_received(string on)
    {
        var topic = servers[on].NewTopic();
        await using var consumer = await servers[on].ConsumerAsync(topic);
        await using var reader = await servers[on].ReaderAsync(topic, "");
        await using (var producer = await servers[on].ProducerAsync(topic))
        {
            await producer.PublishAsync("last");
        }

        Assert.Equal("last", await reader.TextAsync());
        Assert.Equal("last", await consumer.TakeAsync());
        await consumer.AssertQuietAsync();
        await servers[on].AskAsync(HttpMethod.Post, topic, "terminate");
        foreach (var socket in new[] { consumer, reader })
        {
            // A real Pulsar hears of it a moment later.
            var answer = "";
            await Sessions.UntilAsync(async () =>
            {
                await socket.SendAsync("""{"type":"isEndOfTopic"}""");
                return (answer = await socket.NextAsync()) != """{"endOfTopic":false}""";
            });
            Assert.Equal("""{"endOfTopic":true}""", answer);
        }
    }

    private async Task<string[]> SubscriptionsAsync(string on, string topic) =>
        [.. (await servers[on].AskAsync(HttpMethod.Get, topic, "subscriptions"))!.AsArray().Select(name => (string)name!)];
}
