using GdnStreams.Protocol;
using static GdnStreams.Engine.Tests.EngineFixture;

namespace GdnStreams.Engine.Tests;

/// <summary>Consumers that take nothing, peeks and frames hold a bounded number of bytes, all together.</summary>
public sealed class SharingOneBudget
{
    private const int Size = 10_000;
    private static readonly string Large = new('x', Size);

    [Fact]
    public async Task Consumers_that_take_nothing_hold_half_of_it_and_one_message_each_beyond()
    {
        const int Consumers = 40;
        await using var fixture = await new EngineFixture(new EngineOptions { Memory = 40 * Size }).WithStreamAsync();
        await fixture.PublishAsync([.. Enumerable.Repeat(Large, 30)]);
        var consumers = new List<EngineConsumer>();
        for (var i = 0; i < Consumers; i++)
        {
            consumers.Add(await fixture.SubscribeAsync(Shared($"s{i}") with { InitialPosition = InitialPosition.Earliest }));
        }

        // Each has one, at least.
        foreach (var consumer in consumers)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            Assert.True(await consumer.Deliveries.WaitToReadAsync(limit.Token));
        }

        Assert.InRange(fixture.Engine.Memory.Peak, Consumers * Size, (20 + 1 + Consumers) * (Size + 512));
        foreach (var consumer in consumers)
        {
            // Who takes gets everything, whatever the others do not take.
            Assert.Equal(Enumerable.Repeat(Large, 30), await TakeAsync(consumer, 30));
        }

        foreach (var consumer in consumers)
        {
            await consumer.DisposeAsync();
        }

        Assert.Equal(0, fixture.Engine.Memory.Used);
    }

    [Fact]
    public async Task Who_waited_for_others_gets_more_when_they_leave()
    {
        await using var fixture = await new EngineFixture(new EngineOptions { Memory = 20 * Size }).WithStreamAsync();
        await fixture.PublishAsync([.. Enumerable.Repeat(Large, 30)]);
        var greedy = await fixture.SubscribeAsync(Shared("greedy") with { InitialPosition = InitialPosition.Earliest });
        await UntilAsync(() => greedy.Deliveries.Count >= 9);
        await using var other = await fixture.SubscribeAsync(Shared("other") with { InitialPosition = InitialPosition.Earliest });
        await UntilAsync(() => other.Deliveries.Count == 1);
        await greedy.DisposeAsync();
        await UntilAsync(() => other.Deliveries.Count >= 9);
    }

    [Fact]
    public async Task A_peek_answers_as_many_messages_as_its_bytes_allow_and_at_least_one()
    {
        await using var fixture = await new EngineFixture(new EngineOptions { PeekBytes = 5 * Size }).WithStreamAsync();
        await fixture.Administration.CreateSubscriptionAsync(Topic, "s", MessagePosition.Earliest, isExcluded: false, CancellationToken.None);
        await fixture.PublishAsync([.. Enumerable.Repeat(Large, 30)]);
        await fixture.Engine.PublishAsync(Topic, Message("small") with { Properties = new Dictionary<string, string> { ["p"] = new('y', 20 * Size) } });
        await fixture.PublishAsync(new string('z', 50 * Size), "last");
        Assert.Equal(5, await CountAsync(0));
        Assert.Equal(1, await CountAsync(30)); // Properties count, too.
        Assert.Equal(1, await CountAsync(31));
        Assert.Equal(1, await CountAsync(32));
        Assert.Equal(0, await CountAsync(33));
        Assert.Equal(0, fixture.Engine.Memory.Used);

        async Task<int> CountAsync(long skip)
        {
            using var peeked = await fixture.Administration.PeekAsync(Topic, "s", skip, 1_000, CancellationToken.None);
            Assert.InRange(fixture.Engine.Memory.Used, peeked.Sum(message => message.Message.Payload.Length), fixture.Engine.Memory.Most);
            return peeked.Count;
        }
    }

    [Fact]
    public async Task A_peek_waits_for_memory_and_is_refused_with_the_option_that_gives_more()
    {
        await using var fixture = await new EngineFixture(new EngineOptions { Memory = 100 * Size }).WithStreamAsync();
        await fixture.Administration.CreateSubscriptionAsync(Topic, "s", MessagePosition.Earliest, isExcluded: false, CancellationToken.None);
        await fixture.PublishAsync("0");
        fixture.Engine.Memory.Take(90 * Size);
        var refusal = await Assert.ThrowsAsync<GdnException>(PeekAsync);
        Assert.Equal(GdnErrorCode.LimitExceeded, refusal.Code);
        Assert.Contains("--memory-budget", refusal.Message, StringComparison.Ordinal);
        var waiting = PeekAsync();
        fixture.Engine.Memory.Give(90 * Size);
        using var peeked = await waiting;
        Assert.Single(peeked);

        Task<PeekedMessages> PeekAsync() => fixture.Administration.PeekAsync(Topic, "s", 0, 10, CancellationToken.None);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
