using GdnStreams.Protocol;
using GdnStreams.Server.Store;
using Microsoft.Data.Sqlite;
using static GdnStreams.Engine.Tests.EngineFixture;

namespace GdnStreams.Engine.Tests;

/// <summary>Who appends little while nothing is being written writes it himself; everybody else leaves it to the store's thread.</summary>
public sealed class WritingInTurn
{
    [Fact]
    public async Task A_message_is_on_disk_when_the_append_returns()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await using var producer = await fixture.Engine.OpenProducerAsync(Topic, "p");
        for (var i = 0; i < 100; i++)
        {
            await fixture.NothingIsWrittenAsync();
            var batch = Give(producer);
            Assert.True(batch.Settled.IsCompleted);
            Assert.Equal(i, batch.PositionOf(0)!.Value.EntryId);
        }
    }

    [Fact]
    public async Task An_append_does_not_wait_for_what_is_being_written()
    {
        await using var writer = new Writer();
        using var begun = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var busy = writer.Store.RunAsync(
            _ =>
            {
                begun.Set();
                goOn.Wait();
                return 1;
            },
            default);
        begun.Wait();
        Assert.False(writer.Store.TryTakeTurn());
        var behind = writer.Append();
        Assert.False(behind.IsCompleted);
        goOn.Set();
        await behind;
        Assert.Equal(1, await busy);
    }

    [Fact]
    public async Task The_turn_is_one_persons_and_covers_what_others_give_meanwhile()
    {
        await using var writer = new Writer();
        await writer.TakeTurnAsync();
        Assert.False(writer.Store.TryTakeTurn());
        var (first, other) = (writer.Append(), writer.Store.RunAsync(_ => 2, default));
        Assert.False(first.IsCompleted || other.IsCompleted);
        writer.Store.WriteInTurn();
        Assert.True(first.IsCompletedSuccessfully);
        Assert.Equal(2, await other);
        await writer.Append(); // The store's thread has it again.
    }

    [Fact]
    public async Task A_turn_without_an_append_changes_nothing()
    {
        await using var writer = new Writer();
        for (var i = 0; i < 10; i++)
        {
            await writer.TakeTurnAsync();
            writer.Store.WriteInTurn();
        }

        await writer.Append();
    }

    [Fact]
    public async Task What_fails_fails_alone_and_the_disk_is_checked_by_the_stores_thread()
    {
        await using var writer = new Writer();
        await writer.TakeTurnAsync();
        var (first, full) = (writer.Append(), writer.Store.RunAsync<int>(_ => throw new SqliteException("disk is full", 13), default));
        writer.Store.WriteInTurn();
        Assert.True(first.IsCompletedSuccessfully);
        await Assert.ThrowsAsync<GdnException>(() => full);
        await writer.TakeTurnAsync(); // Nobody writes anything: the check has found that it can be done.
        Assert.Null(writer.Store.Failure);
        writer.Store.WriteInTurn();
    }

    [Fact]
    public async Task A_bug_fails_everybody_who_waits_and_ends_the_store()
    {
        var writer = new Writer();
        await writer.TakeTurnAsync();
        var append = writer.Append();
        var broken = writer.Store.RunAsync<int>(_ => throw new InvalidOperationException("It fails."), default, undo: () => throw new InvalidOperationException("A bug."));
        writer.Store.WriteInTurn();
        await Assert.ThrowsAsync<GdnException>(() => append);
        await Assert.ThrowsAsync<GdnException>(() => broken);
        Assert.False(writer.Store.TryTakeTurn());
        await Assert.ThrowsAsync<GdnException>(() => writer.Store.RunAsync(_ => 4, default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => writer.DisposeAsync().AsTask());
    }

    [Fact]
    public async Task An_end_waits_for_the_turn()
    {
        var writer = new Writer();
        await writer.TakeTurnAsync();
        var append = writer.Append();
        var ending = writer.DisposeAsync().AsTask();
        Assert.False(ending.IsCompleted);
        await Assert.ThrowsAsync<GdnException>(() => writer.Store.RunAsync(_ => 4, default)); // It takes no more.
        writer.Store.WriteInTurn();
        await append;
        await ending;
    }

    [Fact]
    public async Task Many_who_append_at_once_are_all_stored_in_their_order()
    {
        await using var fixture = await new EngineFixture().WithStreamAsync();
        await Parallel.ForAsync(0, 8, async (number, _) =>
        {
            await using var producer = await fixture.Engine.OpenProducerAsync(Topic, $"p{number}");
            var last = -1L;
            for (var i = 0; i < 300; i++)
            {
                var (one, two) = (Give(producer), producer.AppendAsync(Message("two")));
                await one.Settled;
                var entry = one.PositionOf(0)!.Value.EntryId;
                Assert.True(entry > last);
                last = (await two).EntryId;
                Assert.True(last > entry);
            }
        });
        Assert.Equal(8 * 600, (await fixture.Engine.GetStatusAsync(Topic, CancellationToken.None)).In.Messages);
    }

    private static MessageBatch Give(EngineProducer producer)
    {
        var batch = new MessageBatch();
        batch.Add(Message("one"));
        producer.Append(batch, writesAtOnce: true);
        return batch;
    }

    /// <summary>A store's writer over a database in memory, with one stream.</summary>
    private sealed class Writer : IAsyncDisposable
    {
        private readonly SqliteConnection _connection = new("Data Source=:memory:");
        private readonly StreamEnd _end = new(1, 0);

        public Writer()
        {
            _connection.Open();
            Schema.Upgrade(_connection, version: 0);
            Store = new StoreWriter(_connection);
        }

        public StoreWriter Store { get; }

        /// <summary>Completes when the message is stored.</summary>
        public Task Append()
        {
            var append = new TestAppend(_end, null, [new StoredMessage { Payload = new byte[1] }]);
            Store.Append(append);
            return append.Settled;
        }

        /// <summary>Takes the turn as soon as the store's thread lets go of it.</summary>
        public async Task TakeTurnAsync()
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
            while (!Store.TryTakeTurn())
            {
                await timer.WaitForNextTickAsync();
            }
        }

        public async ValueTask DisposeAsync()
        {
            await Store.DisposeAsync();
            await _connection.DisposeAsync();
        }
    }
}
