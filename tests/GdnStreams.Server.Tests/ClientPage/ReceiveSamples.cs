using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Tests.ClientPage;

public sealed class ReceiveSamples(SampleServer server) : IClassFixture<SampleServer>
{
    [Fact]
    public async Task Message_by_message()
    {
        var (session, stream) = (server.Session, await server.NewStreamAsync());
        await server.PublishAsync(stream, "1", "x", "2");
        using var limit = SampleServer.NewLimit();
        var cancellationToken = limit.Token;
        var seen = new List<string>();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(RunAsync);
        Assert.Equal(["1", "x", "2", "x"], seen);
        Assert.Equal(1, await server.BacklogAsync(stream, "billing"));

        async Task RunAsync()
        {
            #region receive
            await using var consumer = await session.SubscribeAsync(stream, "billing", new ConsumerOptions
            {
                Type = SubscriptionType.Shared,                 // default: Exclusive
                InitialPosition = InitialPosition.Earliest,     // of a new subscription; default: Latest
                NegativeAckDelay = TimeSpan.FromSeconds(1),     // default: 1 minute
            });
            await foreach (var message in consumer.ReadAllAsync(cancellationToken))
            {
                try
                {
                    Bill(message.Text);
                    await consumer.AcknowledgeAsync(message.Id);
                }
                catch (FormatException)
                {
                    await consumer.NegativeAcknowledgeAsync(message.Id); // comes again
                }
            }
            #endregion
        }

        void Bill(string text)
        {
            seen.Add(text);
            if (seen.Count == 4)
            {
                limit.Cancel();
            }

            _ = int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    [Fact]
    public async Task Acknowledging_in_batches()
    {
        var stream = await server.NewStreamAsync();
        await using var consumer = await server.Session.SubscribeAsync(stream, "billing");
        await server.PublishAsync(stream, [.. Enumerable.Range(0, 250).Select(i => $"{i}")]);
        using var limit = SampleServer.NewLimit();
        var cancellationToken = limit.Token;
        for (var taken = 0; taken < 250;)
        {
            #region batch
            var batch = new List<ReceivedMessage> { await consumer.ReceiveAsync(cancellationToken) };
            while (batch.Count < 100 && consumer.TryReceive(out var message))
            {
                batch.Add(message);
            }

            await StoreAsync(batch);
            await consumer.AcknowledgeAsync(batch.Select(message => message.Id));
            #endregion
            taken += batch.Count;
        }

        #region flush
        using (var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10)))
        {
            try
            {
                await consumer.FlushAsync(patience.Token);
            }
            catch (Exception e) when (e is GdnException or OperationCanceledException)
            {
                Log($"{consumer.UnconfirmedAcknowledgements} acknowledgements may not have arrived: {(consumer.Interruption ?? e).Message}");
            }
        }
        #endregion
        Assert.Equal(0, consumer.UnconfirmedAcknowledgements);
        await consumer.DisposeAsync();
        Assert.Equal(0, await server.BacklogAsync(stream, "billing"));

        static void Log(string line) => Assert.Fail(line);

        static Task StoreAsync(List<ReceivedMessage> batch) => batch.Count is > 0 and <= 100 ? Task.CompletedTask : throw new InvalidOperationException();
    }

    [Fact]
    public async Task By_pulling()
    {
        var (session, stream) = (server.Session, await server.NewStreamAsync());
        #region pull
        await using var consumer = await session.SubscribeAsync(stream, "slow", new ConsumerOptions { PullMode = true, ReceiverQueueSize = 10 });
        #endregion
        await server.PublishAsync(stream, [.. Enumerable.Range(0, 25).Select(i => $"{i}")]);
        for (var i = 0; i < 25; i++)
        {
            var message = await consumer.ReceiveAsync();
            Assert.Equal($"{i}", message.Text);
            await consumer.AcknowledgeAsync(message.Id);
        }
    }

    [Fact]
    public async Task With_a_place_for_what_nobody_can_process()
    {
        var (session, stream) = (server.Session, await server.NewStreamAsync());
        #region dead-letters
        await using var consumer = await session.SubscribeAsync(stream, "billing", new ConsumerOptions
        {
            Type = SubscriptionType.Shared,
            AckTimeout = TimeSpan.FromMinutes(5),           // not acknowledged by then: delivered again
            MaxRedeliverCount = 3,                          // and after that many times:
            DeadLetterTopic = "c8globals.unbilled",
        });
        #endregion
        Assert.Equal(ConnectionState.Open, consumer.State);
    }

    [Fact]
    public async Task From_several_streams()
    {
        var (session, orders, returns) = (server.Session, await server.NewStreamAsync(), await server.NewStreamAsync());
        await server.PublishAsync(orders, "an order");
        await server.PublishAsync(returns, "a return");
        using var limit = SampleServer.NewLimit();
        var cancellationToken = limit.Token;
        var seen = new List<StreamName>();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(RunAsync);
        Assert.Equal(new[] { orders, returns }.ToHashSet(), seen.ToHashSet());
        Assert.Equal(0, await server.BacklogAsync(orders, "audit") + await server.BacklogAsync(returns, "audit"));

        async Task RunAsync()
        {
            #region several
            await using var consumer = await session.SubscribeAsync([orders, returns], "audit", new ConsumerOptions { InitialPosition = InitialPosition.Earliest });
            await foreach (var message in consumer.ReadAllAsync(cancellationToken))
            {
                Audit(message.Stream, message.Text);
                await consumer.AcknowledgeAsync(message);
            }
            #endregion
        }

        void Audit(StreamName stream, string text)
        {
            Assert.NotEmpty(text);
            seen.Add(stream);
            if (seen.Count == 2)
            {
                limit.Cancel();
            }
        }
    }

    [Fact]
    public async Task Without_a_subscription()
    {
        var (session, stream) = (server.Session, await server.NewStreamAsync());
        await server.PublishAsync(stream, "1", "2", "3");
        await using var earliest = await session.CreateReaderAsync(stream, new ReaderOptions { StartMessageId = MessageId.Earliest });
        var first = await earliest.ReceiveAsync();
        var (savedId, midnight) = (first.Id.ToString(), first.PublishTime);
        #region read
        await using var all = await session.CreateReaderAsync(stream, new ReaderOptions { StartMessageId = MessageId.Earliest });
        await using var news = await session.CreateReaderAsync(stream); // Latest
        await using var rest = await session.CreateReaderAsync(stream, new ReaderOptions { StartMessageId = new MessageId(savedId) }); // after it
        await using var today = await session.CreateReaderAsync(stream, new ReaderOptions { StartTime = midnight });
        ReceivedMessage next = await rest.ReceiveAsync();
        #endregion
        Assert.Equal(("2", "1", "1"), (next.Text, (await all.ReceiveAsync()).Text, (await today.ReceiveAsync()).Text));
        await server.PublishAsync(stream, "4");
        Assert.Equal("4", (await news.ReceiveAsync()).Text);
    }
}
