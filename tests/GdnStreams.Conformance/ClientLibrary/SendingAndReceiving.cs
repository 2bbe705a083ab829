using GdnStreams.Client;
using GdnStreams.Conformance.Administration;
using GdnStreams.Protocol;

namespace GdnStreams.Conformance.ClientLibrary;

/// <summary>What the client library promises of messages, on both servers.</summary>
public sealed class SendingAndReceiving(Servers servers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory, OnBoth]
    public async Task A_message_comes_as_it_was_sent(string on)
    {
        await using var session = await servers[on].ConnectAsync();
        var stream = await session.NewStreamAsync();
        await using var consumer = await session.SubscribeAsync(stream, "s");
        await using var producer = await session.CreateProducerAsync(stream);
        var sent = new OutgoingMessage
        {
            Payload = new byte[] { 0, 0xff, 0xfe, 13, 10 },
            Key = "a key, ünïcode",
            Properties = new Dictionary<string, string> { ["one"] = "1", ["zwei \"2\""] = "ü" },
            EventTime = new DateTimeOffset(2026, 11, 24, 12, 0, 0, 123, TimeSpan.Zero),
        };
        var id = await producer.SendAsync(sent).WaitAsync(Patience);
        var message = await consumer.ReceiveAsync().AsTask().WaitAsync(Patience);
        Assert.Equal((id, sent.Key, sent.EventTime, 0), (message.Id, message.Key, message.EventTime, message.RedeliveryCount));
        Assert.Equal(sent.Payload.ToArray(), message.Payload.ToArray());
        Assert.Equal(sent.Properties.OrderBy(pair => pair.Key), message.Properties.OrderBy(pair => pair.Key));
    }

    [Theory, OnBoth]
    public async Task A_message_just_under_the_limit_comes_whole_and_a_larger_one_fails_alone(string on)
    {
        const int Most = 786_000; // In Base64 one mebibyte, but for what a frame has besides.
        await using var session = await servers[on].ConnectAsync();
        var stream = await session.NewStreamAsync();
        await using var consumer = await session.SubscribeAsync(stream, "s");
        await using var producer = await session.CreateProducerAsync(stream);
        var payload = new byte[Most];
        new Random(1).NextBytes(payload);
        await producer.SendAsync(new OutgoingMessage { Payload = payload }).WaitAsync(Patience);
        await Sessions.FailsAsync(GdnErrorCode.MessageTooLarge, () => producer.SendAsync(new OutgoingMessage { Payload = new byte[Most + 1_000] }));
        await producer.SendAsync(OutgoingMessage.FromText("next")).WaitAsync(Patience);
        Assert.Equal(payload, (await consumer.ReceiveAsync().AsTask().WaitAsync(Patience)).Payload.ToArray());
        Assert.Equal("next", (await consumer.ReceiveAsync().AsTask().WaitAsync(Patience)).Text);
    }

    [Theory, OnBoth]
    public async Task Many_sends_keep_their_order_in_one_pipeline(string on)
    {
        await using var session = await servers[on].ConnectAsync();
        var stream = await session.NewStreamAsync();
        await using var consumer = await session.SubscribeAsync(stream, "s");
        await using var producer = await session.CreateProducerAsync(stream, new ProducerOptions { MaxPendingMessages = 50 });
        var texts = Enumerable.Range(0, 500).Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        foreach (var text in texts)
        {
            await producer.EnqueueAsync(OutgoingMessage.FromText(text));
        }

        await producer.FlushAsync().WaitAsync(Patience);
        Assert.False(producer.TryTakeResult(out _));
        var received = new List<ReceivedMessage>();
        await foreach (var message in consumer.ReadAllAsync())
        {
            received.Add(message);
            if (received.Count == texts.Length)
            {
                break;
            }
        }

        Assert.Equal(texts, received.Select(message => message.Text));
        await consumer.AcknowledgeAsync(received.Select(message => message.Id));
        await Sessions.UntilAsync(async () => (await session.Streams.GetStatsAsync(stream)).Subscriptions["s"].Backlog == 0);
    }

    [Theory, OnBoth]
    public async Task A_delayed_message_lets_the_next_one_pass(string on)
    {
        await using var session = await servers[on].ConnectAsync();
        var stream = await session.NewStreamAsync();
        await using var consumer = await session.SubscribeAsync(stream, "s", new ConsumerOptions { Type = SubscriptionType.Shared });
        await using var producer = await session.CreateProducerAsync(stream);

        // A Pulsar takes a message for due a second before its time.
        await producer.SendAsync(OutgoingMessage.FromText("after") with { DeliverAfter = TimeSpan.FromSeconds(5) });
        await producer.SendAsync(OutgoingMessage.FromText("at") with { DeliverAt = TimeProvider.System.GetUtcNow().AddSeconds(9) });
        await producer.SendAsync(OutgoingMessage.FromText("now"));
        Assert.Equal(["now", "after", "at"], await TakeAsync(3, consumer.ReceiveAsync));
    }

    [Theory, OnBoth]
    public async Task A_message_given_back_comes_again(string on)
    {
        await using var session = await servers[on].ConnectAsync();
        var stream = await session.NewStreamAsync();
        await using var consumer = await session.SubscribeAsync(stream, "s", new ConsumerOptions { Type = SubscriptionType.Shared, NegativeAckDelay = TimeSpan.FromMilliseconds(100) });
        await session.PublishAsync(stream, "again");
        await consumer.NegativeAcknowledgeAsync((await consumer.ReceiveAsync().AsTask().WaitAsync(Patience)).Id);
        Assert.Equal(1, (await consumer.ReceiveAsync().AsTask().WaitAsync(Patience)).RedeliveryCount);
    }

    [Theory, OnBoth]
    public async Task In_pull_mode_all_messages_come_although_few_fit(string on)
    {
        await using var session = await servers[on].ConnectAsync();
        var stream = await session.NewStreamAsync();
        await using var consumer = await session.SubscribeAsync(stream, "s", new ConsumerOptions { PullMode = true, ReceiverQueueSize = 4 });
        var texts = Enumerable.Range(0, 20).Select(number => $"m{number}").ToArray();
        await session.PublishAsync(stream, texts);
        Assert.Equal(texts, await TakeAsync(texts.Length, consumer.ReceiveAsync));
    }

    [Theory, OnBoth]
    public async Task Several_streams_are_one_sequence_with_the_order_of_each(string on)
    {
        await using var session = await servers[on].ConnectAsync();
        var streams = new[] { await session.NewStreamAsync(), await session.NewStreamAsync(), await session.NewStreamAsync(StreamScope.Local) };
        await using var consumer = await session.SubscribeAsync(streams, "s");
        var texts = Enumerable.Range(0, 10).Select(number => $"m{number}").ToArray();
        await Task.WhenAll(streams.Select(stream => session.PublishAsync(stream, texts)));
        var received = new List<ReceivedMessage>();
        while (received.Count < 30)
        {
            received.Add(await consumer.ReceiveAsync().AsTask().WaitAsync(Patience));
        }

        Assert.All(streams, stream => Assert.Equal(texts, received.Where(message => message.Stream == stream).Select(message => message.Text)));
        await consumer.AcknowledgeAsync(received);
        foreach (var stream in streams)
        {
            await Sessions.UntilAsync(async () => (await session.Streams.GetStatsAsync(stream)).Subscriptions["s"].Backlog == 0);
        }
    }

    [Theory, OnBoth]
    public async Task The_end_of_a_terminated_stream_is_told(string on)
    {
        await using var session = await servers[on].ConnectAsync();
        var stream = await session.NewStreamAsync();
        await using var consumer = await session.SubscribeAsync(stream, "s");
        await session.PublishAsync(stream, "last");
        Assert.False(await consumer.IsEndOfTopicAsync().WaitAsync(Patience));
        await session.Streams.TerminateAsync(stream);
        var message = await consumer.ReceiveAsync().AsTask().WaitAsync(Patience);
        await consumer.AcknowledgeAsync(message.Id);
        await Sessions.UntilAsync(() => consumer.IsEndOfTopicAsync());
    }

    [Theory, OnBoth]
    public async Task A_producer_of_a_terminated_stream_is_refused(string on)
    {
        await using var session = await servers[on].ConnectAsync();
        var stream = await session.NewStreamAsync();
        await session.PublishAsync(stream, "last");
        await session.Streams.TerminateAsync(stream);

        // A Pulsar says no more than it does where it is busy; a gateway asks it.
        var code = servers[on].SpeaksGdn ? GdnErrorCode.StreamTerminated : GdnErrorCode.Unavailable;
        await Sessions.FailsAsync(code, () => session.CreateProducerAsync(stream));
    }

    private static async Task<IReadOnlyList<string>> TakeAsync(int count, Func<CancellationToken, ValueTask<ReceivedMessage>> receive)
    {
        using var limit = new CancellationTokenSource(Patience);
        var texts = new List<string>();
        while (texts.Count < count)
        {
            texts.Add((await receive(limit.Token)).Text);
        }

        return texts;
    }
}
