using GdnStreams.Protocol;
using static GdnStreams.Engine.Tests.EngineFixture;

namespace GdnStreams.Engine.Tests;

public sealed class Deduplicating
{
    [Fact]
    public async Task What_a_producer_sends_again_is_acknowledged_as_a_duplicate_and_not_stored()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await using var consumer = await fixture.SubscribeAsync(Shared());
        await using (var first = await fixture.Engine.OpenProducerAsync(Topic, "p"))
        {
            await Task.WhenAll(first.AppendAsync(Message("0")), first.AppendAsync(Message("1")), first.AppendAsync(Message("2")));
        }

        await using var again = await fixture.Engine.OpenProducerAsync(Topic, "p", initialSequenceId: 0);
        Assert.Equal(MessagePosition.Earliest, await again.AppendAsync(Message("1")));
        Assert.Equal(MessagePosition.Earliest, await again.AppendAsync(Message("2")));
        Assert.Equal(3, (await again.AppendAsync(Message("3"))).EntryId);
        Assert.Equal(["0", "1", "2", "3"], await TakeAsync(consumer, 4));
        Assert.False(consumer.Deliveries.TryRead(out _));
    }

    [Fact]
    public async Task The_last_sequence_id_survives_a_restart()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await using (var first = await fixture.Engine.OpenProducerAsync(Topic, "p", initialSequenceId: 41))
        {
            await first.AppendAsync(Message("42"));
        }

        await fixture.RestartAsync();
        await using var again = await fixture.Engine.OpenProducerAsync(Topic, "p", initialSequenceId: 41);
        Assert.Equal(MessagePosition.Earliest, await again.AppendAsync(Message("42")));
        Assert.Equal(1, (await again.AppendAsync(Message("43"))).EntryId);
    }

    [Fact]
    public async Task A_duplicate_of_a_message_under_way_waits_for_it()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        var first = await fixture.Engine.OpenProducerAsync(Topic, "p", initialSequenceId: -1);
        var sends = Enumerable.Range(0, 100).Select(i => first.AppendAsync(Message($"{i}"))).ToArray();
        await first.DisposeAsync();
        await using var again = await fixture.Engine.OpenProducerAsync(Topic, "p", initialSequenceId: -1);
        var resends = Enumerable.Range(0, 101).Select(i => again.AppendAsync(Message($"{i}"))).ToArray();
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (long)i), (await Task.WhenAll(sends)).Select(p => p.EntryId));
        var answers = await Task.WhenAll(resends);
        Assert.All(answers[..100], answer => Assert.Equal(MessagePosition.Earliest, answer));
        Assert.Equal(100, answers[100].EntryId);
        Assert.Equal(101, (await fixture.Engine.GetStatusAsync(Topic, CancellationToken.None)).Messages);
    }

    [Fact]
    public async Task Without_an_initial_sequence_id_a_name_goes_on_where_it_stopped()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        for (var i = 0; i < 3; i++)
        {
            await using var producer = await fixture.Engine.OpenProducerAsync(Topic, "p");
            Assert.Equal(i, (await producer.AppendAsync(Message($"{i}"))).EntryId);
        }
    }

    [Fact]
    public async Task Producers_of_other_names_and_other_streams_are_nothing_to_each_other()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        var other = Topic with { Topic = "c8globals.other" };
        await fixture.Engine.CreateStreamAsync(other, CancellationToken.None);
        await using var p = await fixture.Engine.OpenProducerAsync(Topic, "p", initialSequenceId: -1);
        await using var q = await fixture.Engine.OpenProducerAsync(Topic, "q", initialSequenceId: -1);
        await using var elsewhere = await fixture.Engine.OpenProducerAsync(other, "p", initialSequenceId: -1);
        Assert.Equal(0, (await p.AppendAsync(Message("a"))).EntryId);
        Assert.Equal(1, (await q.AppendAsync(Message("a"))).EntryId);
        Assert.Equal(0, (await elsewhere.AppendAsync(Message("a"))).EntryId);
    }
}
