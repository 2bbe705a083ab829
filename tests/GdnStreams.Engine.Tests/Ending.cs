using GdnStreams.Protocol;
using GdnStreams.Server.Store;
using static GdnStreams.Engine.Tests.EngineFixture;

namespace GdnStreams.Engine.Tests;

public sealed class Ending
{
    private static readonly ConsumerSettings FromStart = Shared() with { InitialPosition = InitialPosition.Earliest };

    [Fact]
    public async Task An_unexpected_failure_reaches_the_consumer_and_the_next_one_goes_on()
    {
        var (engine, script) = await OpenAsync();
        await using (engine)
        {
            script.BeforeReads = Task.FromException(new InvalidOperationException("the disk is on fire"));
            await using (var consumer = await engine.SubscribeAsync(Topic, FromStart, CancellationToken.None))
            {
                var failure = await Assert.ThrowsAsync<GdnException>(() => NextAsync(consumer));
                Assert.Contains("the disk is on fire", failure.Message, StringComparison.Ordinal);
            }

            script.BeforeReads = null;
            await using var again = await engine.SubscribeAsync(Topic, FromStart, CancellationToken.None);
            Assert.Equal(["0"], await TakeAsync(again, 1));
        }
    }

    [Fact]
    public async Task Nothing_is_delivered_before_it_is_known_to_be_stored()
    {
        var (engine, script) = await OpenAsync();
        await using (engine)
        {
            // The newest one is in memory; what is older is read from the disk, where a third one is already.
            var answer = new TaskCompletionSource();
            script.AfterAppends = answer.Task;
            var publishing = engine.PublishAsync(Topic, Message("2"));
            await script.OnDisk.Task;
            await using var consumer = await engine.SubscribeAsync(Topic, FromStart, CancellationToken.None);
            Assert.Equal("0", Text(await NextAsync(consumer)));
            Assert.Equal(2, await UnacknowledgedAsync());
            Assert.Equal("1", Text(await NextAsync(consumer)));
            answer.SetResult();
            await publishing;
            var last = await NextAsync(consumer);
            consumer.Acknowledge(last.Position);
            Assert.Equal(("2", 2), (Text(last), await UnacknowledgedAsync()));
        }

        async Task<int> UnacknowledgedAsync() => (await engine.GetStatusAsync(Topic, CancellationToken.None)).Subscriptions.Single().Unacknowledged;
    }

    [Fact]
    public async Task Deleting_a_subscription_or_closing_the_engine_waits_for_what_runs()
    {
        foreach (var close in new Func<StreamEngine, Task>[]
        {
            engine => engine.DeleteSubscriptionAsync(Topic, "s", force: true, CancellationToken.None),
            engine => engine.DeleteStreamAsync(Topic, force: true, CancellationToken.None),
            async engine => await engine.DisposeAsync(),
        })
        {
            var (engine, script) = await OpenAsync();
            var reading = new TaskCompletionSource();
            script.BeforeReads = reading.Task;
            var consumer = await engine.SubscribeAsync(Topic, FromStart, CancellationToken.None);
            var closing = close(engine);
            Assert.False(closing.IsCompleted);
            reading.SetResult();
            await closing.WaitAsync(TimeSpan.FromSeconds(20));
            await consumer.DisposeAsync();
            await engine.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_deleted_subscription_ends_its_consumers_and_is_not_written_again()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await using var consumer = await fixture.SubscribeAsync(Shared());
        await fixture.PublishAsync("0", "1");
        var first = await NextAsync(consumer);
        await consumer.UnsubscribeAsync(CancellationToken.None);
        consumer.Acknowledge(first.Position);
        await consumer.Deliveries.Completion.WaitAsync(TimeSpan.FromSeconds(20));
        await fixture.RestartAsync();
        Assert.Empty((await fixture.Engine.GetStatusAsync(Topic, CancellationToken.None)).Subscriptions);
    }

    [Fact]
    public async Task A_consumer_that_acknowledged_just_before_its_subscription_is_deleted_ends_too()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        for (var i = 0; i < 50; i++)
        {
            var consumer = await fixture.SubscribeAsync(Shared());
            await fixture.PublishAsync("0", "1");
            var (first, second) = (await NextAsync(consumer), await NextAsync(consumer));
            consumer.Acknowledge(first.Position);
            var deleting = fixture.Engine.DeleteSubscriptionAsync(Topic, "s", force: true, CancellationToken.None);
            consumer.Acknowledge(second.Position);
            await deleting;
            await consumer.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        }
    }

    [Fact]
    public async Task A_deleted_stream_refuses_its_producers_and_may_be_made_anew()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await using var producer = await fixture.Engine.OpenProducerAsync(Topic, "p");
        await fixture.PublishAsync("0");
        var refused = await Assert.ThrowsAsync<GdnException>(() => fixture.Engine.DeleteStreamAsync(Topic, force: false, CancellationToken.None));
        Assert.Equal(GdnErrorCode.ActiveConsumers, refused.Code);
        await fixture.Engine.DeleteStreamAsync(Topic, force: true, CancellationToken.None);
        Assert.Equal(GdnErrorCode.StreamNotFound, (await Assert.ThrowsAsync<GdnException>(() => producer.AppendAsync(Message("1")))).Code);
        await fixture.Engine.CreateStreamAsync(Topic, CancellationToken.None);
        await using var consumer = await fixture.SubscribeAsync(FromStart);
        await fixture.PublishAsync("new");
        Assert.Equal(["new"], await TakeAsync(consumer, 1));
    }

    [Fact]
    public async Task Consumers_of_a_non_durable_subscription_come_and_go_without_losing_it()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        var settings = Shared() with { Mode = SubscriptionMode.NonDurable };
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
            {
                await (await fixture.SubscribeAsync(settings)).DisposeAsync();
            }
        })));
        await using var consumer = await fixture.SubscribeAsync(settings);
        await fixture.PublishAsync("0");
        Assert.Equal(["0"], await TakeAsync(consumer, 1));
    }

    private static async Task<(StreamEngine Engine, ScriptedStore Script)> OpenAsync()
    {
        var (store, script) = ScriptedStore.Over(SqliteStore.Open(null).Messages);
        var engine = new StreamEngine(store, new EngineOptions { TailMessages = 1 }, TimeProvider.System);
        await engine.CreateStreamAsync(Topic, CancellationToken.None);
        await engine.PublishAsync(Topic, Message("0"));
        await engine.PublishAsync(Topic, Message("1"));
        return (engine, script);
    }
}
