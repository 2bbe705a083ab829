using GdnStreams.Protocol;
using GdnStreams.Server.Store;
using static GdnStreams.Engine.Tests.EngineFixture;
using static GdnStreams.Engine.Tests.Outcomes;

namespace GdnStreams.Engine.Tests;

public sealed class AppendingBatches
{
    [Fact]
    public async Task A_batch_is_stored_in_order_behind_what_was_given_before()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await using var consumer = await fixture.SubscribeAsync(Shared());
        await using var producer = await fixture.Engine.OpenProducerAsync(Topic, "p");
        var single = producer.AppendAsync(Message("0"));
        var batch = Give(producer, "1", "2", "3");
        await batch.Settled;
        Assert.Equal(0, (await single).EntryId);
        Assert.Equal([1L, 2, 3], Enumerable.Range(0, 3).Select(i => batch.PositionOf(i)!.Value.EntryId));
        Assert.Equal(["0", "1", "2", "3"], await TakeAsync(consumer, 4));
        Assert.Equal(new TrafficStatus(4, 4, 0, 0), (await fixture.Engine.GetStatusAsync(Topic, CancellationToken.None)).In);
    }

    [Fact]
    public async Task Of_a_batch_that_is_sent_again_only_the_rest_is_stored()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await using (var first = await fixture.Engine.OpenProducerAsync(Topic, "p", initialSequenceId: -1))
        {
            await Give(first, "0", "1", "2").Settled;
        }

        await using var again = await fixture.Engine.OpenProducerAsync(Topic, "p", initialSequenceId: 0);
        var batch = Give(again, "1", "2", "3", "4");
        await batch.Settled;
        Assert.Equal([-1L, -1, 3, 4], Enumerable.Range(0, 4).Select(i => batch.PositionOf(i)!.Value.EntryId));
        var duplicates = await fixture.Engine.OpenProducerAsync(Topic, "q", initialSequenceId: -1);
        await Give(duplicates, "0").Settled;
        await duplicates.DisposeAsync();
        await using var onlyDuplicates = await fixture.Engine.OpenProducerAsync(Topic, "q", initialSequenceId: -1);
        var dropped = Give(onlyDuplicates, "0");
        Assert.True(dropped.Settled.IsCompleted);
        Assert.Equal(MessagePosition.Earliest, dropped.PositionOf(0));
    }

    [Fact]
    public async Task What_fits_on_a_full_disk_is_stored_up_to_the_first_that_does_not()
    {
        var directory = Directory.CreateTempSubdirectory("gdn-batches-").FullName;
        try
        {
            var store = SqliteStore.Open(directory);
            await using var engine = new StreamEngine(store.Messages, new EngineOptions(), TimeProvider.System);
            await engine.CreateStreamAsync(Topic, CancellationToken.None);
            await using (var producer = await engine.OpenProducerAsync(Topic, "p", initialSequenceId: -1))
            {
                await producer.AppendAsync(Message("0"));
                await FullDisk.FillAsync(store);

                // The first of them fit into the last page.
                var batch = Give(producer, [.. Enumerable.Range(1, 200).Select(i => new string('x', 100))]);
                await batch.Settled;
                Assert.Equal(GdnErrorCode.Unavailable, batch.Failure!.Code);
                var stored = Enumerable.Range(0, 200).TakeWhile(i => batch.PositionOf(i) is not null).Count();
                Assert.InRange(stored, 1, 199);
                Assert.All(Enumerable.Range(stored, 200 - stored), i => Assert.Null(batch.PositionOf(i)));
                Assert.Equal(Enumerable.Range(1, stored).Select(i => (long)i), Enumerable.Range(0, stored).Select(i => batch.PositionOf(i)!.Value.EntryId));
                await FullDisk.FreeAsync(store);
                Assert.True(await FailsAsync(producer.AppendAsync(Message("behind"))));
                Assert.Equal(stored + 1, (await engine.GetStatusAsync(Topic, CancellationToken.None)).Messages);
            }

            await using var again = await engine.OpenProducerAsync(Topic, "p", initialSequenceId: 0);
            var rest = Give(again, [.. Enumerable.Range(1, 200).Select(i => new string('x', 100))]);
            await rest.Settled;
            Assert.Null(rest.Failure);
            Assert.Equal(201, (await engine.GetStatusAsync(Topic, CancellationToken.None)).Messages);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task A_batch_for_a_stream_that_was_deleted_or_terminated_is_refused_as_a_whole()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await using var producer = await fixture.Engine.OpenProducerAsync(Topic, "p", initialSequenceId: -1);
        await Give(producer, "0").Settled;
        await fixture.Administration.TerminateAsync(Topic, CancellationToken.None);
        var batch = Give(producer, "1", "2");
        await batch.Settled;
        Assert.Equal((GdnErrorCode.StreamTerminated, null), (batch.Failure!.Code, batch.PositionOf(0)));
        Assert.Equal(GdnErrorCode.StreamTerminated, producer.Failure!.Code);
    }

    [Fact]
    public async Task Others_are_not_harmed_by_a_batch_that_fails()
    {
        await using var store = SqliteStore.Open(null);
        var stream = await store.Messages.CreateStreamAsync(Topic, int.MaxValue, CancellationToken.None);
        var end = new StreamEnd(stream.Id, 0);
        var chain = new AppendChain();
        chain.Break(new GdnException(GdnErrorCode.Unavailable, "An earlier one failed."));
        TestAppend Append(AppendChain? of, int count) => new(end, of, [.. Enumerable.Range(0, count).Select(_ => new StoredMessage { Payload = new byte[1] })]);
        TestAppend[] appends = [Append(null, 3), Append(chain, 4), Append(null, 5)];
        Array.ForEach(appends, store.Messages.Append);
        var failed = await Task.WhenAll(appends.Select(append => FailsAsync(append.Settled)));
        Assert.Equal([false, true, false], failed);
        var stored = await store.Messages.ReadAsync(stream.Id, 0, 100, 10_000, CancellationToken.None);
        Assert.Equal(Enumerable.Range(0, 8).Select(i => (long)i), stored.Select(message => message.EntryId));
    }

    private static MessageBatch Give(EngineProducer producer, params string[] texts)
    {
        var batch = new MessageBatch();
        Array.ForEach(texts, text => batch.Add(Message(text)));
        producer.Append(batch);
        return batch;
    }
}
