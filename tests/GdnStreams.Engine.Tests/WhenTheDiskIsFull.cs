using System.Globalization;
using GdnStreams.Protocol;
using GdnStreams.Server.Store;
using static GdnStreams.Engine.Tests.EngineFixture;
using static GdnStreams.Engine.Tests.Outcomes;

namespace GdnStreams.Engine.Tests;

/// <summary>A real database that is full for a while.</summary>
public sealed class WhenTheDiskIsFull : IAsyncLifetime
{
    private static readonly ConsumerSettings FromStart = Shared() with { InitialPosition = InitialPosition.Earliest };
    private readonly string _directory = Directory.CreateTempSubdirectory("gdn-full-").FullName;
    private SqliteStore _store = null!;
    private StreamEngine _engine = null!;

    public async ValueTask InitializeAsync()
    {
        Open();
        await _engine.CreateStreamAsync(Topic, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task What_failed_is_stored_when_it_is_sent_again_although_later_ones_were_under_way()
    {
        var producer = await _engine.OpenProducerAsync(Topic, "p", initialSequenceId: -1);
        await FullDisk.FillAsync(_store);
        var sends = new List<Task<MessagePosition>>();
        for (var i = 0; i < 2_000; i++)
        {
            sends.Add(producer.AppendAsync(Large(i)));
            if (i == 1_000)
            {
                await FailsAsync(sends[500]);
                await FullDisk.FreeAsync(_store);
            }
        }

        await EndedAsync(sends);
        var stored = sends.TakeWhile(send => send.IsCompletedSuccessfully).Count();
        Assert.True(stored < 500);
        Assert.All(sends.Skip(stored), send => Assert.True(send.IsFaulted));
        Assert.Equal(GdnErrorCode.Unavailable, producer.Failure!.Code);
        Assert.Contains("disk of the data directory is full", producer.Failure.Message, StringComparison.Ordinal);
        await producer.DisposeAsync();

        await using var again = await _engine.OpenProducerAsync(Topic, "p", initialSequenceId: -1);
        var resends = await Task.WhenAll(Enumerable.Range(0, 2_000).Select(i => again.AppendAsync(Large(i))));
        Assert.Equal(Enumerable.Repeat(MessagePosition.Earliest, stored), resends.Take(stored));
        await using var consumer = await _engine.SubscribeAsync(Topic, FromStart with { Type = SubscriptionType.Exclusive, ReceiverQueueSize = 1_000 }, CancellationToken.None);
        for (var i = 0; i < 2_000; i++)
        {
            var delivery = await NextAsync(consumer);
            Assert.Equal(Number(i), delivery.Message.Key);
            consumer.Acknowledge(delivery.Position);
        }
    }

    [Theory]
    [InlineData("subscription", true)]
    [InlineData("subscription", false)]
    [InlineData("skip", true)]
    [InlineData("skip", false)]
    public async Task No_cursor_passes_what_was_not_stored(string saved, bool restarts)
    {
        if (saved == "skip")
        {
            await (await _engine.SubscribeAsync(Topic, FromStart, CancellationToken.None)).DisposeAsync();
        }

        await SendAllAsync(0, 100);
        await FullDisk.FillAsync(_store);
        var failed = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => FailsAsync(_engine.PublishAsync(Topic, Large(i)))));
        Assert.Contains(true, failed);
        await FullDisk.FreeAsync(_store);
        if (saved == "skip")
        {
            await _engine.ClearBacklogAsync(Topic, "s");
        }
        else
        {
            await (await _engine.SubscribeAsync(Topic, Shared(), CancellationToken.None)).DisposeAsync();
        }

        if (restarts)
        {
            await _engine.DisposeAsync();
            Open();
        }

        await SendAllAsync(200, 30);
        await using var consumer = await _engine.SubscribeAsync(Topic, FromStart, CancellationToken.None);
        for (var i = 0; i < 30; i++)
        {
            Assert.Equal(Number(200 + i), (await NextAsync(consumer)).Message.Key);
        }
    }

    [Fact]
    public async Task Acknowledgements_are_saved_once_there_is_space_without_another_one()
    {
        await SendAllAsync(0, 4_000);
        await using var consumer = await _engine.SubscribeAsync(Topic, FromStart with { ReceiverQueueSize = 1_000 }, CancellationToken.None);
        await FullDisk.FillAsync(_store);

        // Every second one, so that the cursor takes a page of its own and nothing is trimmed.
        for (var i = 0; i < 4_000; i++)
        {
            var delivery = await NextAsync(consumer);
            if (i % 2 == 1)
            {
                consumer.Acknowledge(delivery.Position);
            }
            else
            {
                consumer.NegativeAcknowledge(delivery.Position);
            }
        }

        await UntilAsync(() => _store.WriteFailure is not null);
        await FullDisk.FreeAsync(_store);
        await UntilAsync(() => _store.WriteFailure is null);
        await using var copy = SqliteStore.Open(_directory, isShared: true);
        await UntilAsync(async () => (await SavedAsync(copy)).Islands.Count == 2_000);
    }

    [Fact]
    public async Task A_stop_that_cannot_save_acknowledgements_says_so_and_saves_those_of_other_streams()
    {
        var (store, script) = ScriptedStore.Over(SqliteStore.Open(null).Messages);
        var engine = new StreamEngine(store, new EngineOptions { StopTime = TimeSpan.FromSeconds(1) }, TimeProvider.System);
        await engine.CreateStreamAsync(Topic, CancellationToken.None);
        await engine.PublishAsync(Topic, Message("0"));
        await using var consumer = await engine.SubscribeAsync(Topic, FromStart, CancellationToken.None);
        script.Failing = name => name == nameof(IMessageStore.SaveSubscriptionAsync) ? new GdnException(GdnErrorCode.Unavailable, "full") : null;
        consumer.Acknowledge((await NextAsync(consumer)).Position);
        var failure = await Assert.ThrowsAsync<GdnException>(async () => await engine.DisposeAsync());
        Assert.Contains("acknowledgements of 1 stream(s) could not be saved", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_store_says_why_it_does_not_write_and_notices_by_itself_when_it_can_again()
    {
        await FullDisk.FillAsync(_store);
        GdnException? failure = null; // Until the store has written something small, which may still fit.
        await UntilAsync(async () => await FailsAsync(_engine.PublishAsync(Topic, Large(0))) && (failure = _store.WriteFailure) is not null);
        Assert.Contains("full", failure!.Message, StringComparison.Ordinal);
        await FullDisk.FreeAsync(_store);
        await UntilAsync(() => _store.WriteFailure is null);
    }

    private static NewMessage Large(int number) => new() { Payload = new byte[2_000], Key = Number(number) };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task<SubscriptionRecord> SavedAsync(SqliteStore store)
    {
        var stream = await store.Messages.FindStreamAsync(Topic, CancellationToken.None);
        return (await store.Messages.ListSubscriptionsAsync(stream!.Id, CancellationToken.None)).Single();
    }

    private Task<MessagePosition[]> SendAllAsync(int first, int count) => Task.WhenAll(Enumerable.Range(first, count).Select(i => _engine.PublishAsync(Topic, Large(i))));

    private void Open()
    {
        _store = SqliteStore.Open(_directory);
        _engine = new StreamEngine(_store.Messages, new EngineOptions { TailMessages = 50 }, TimeProvider.System);
    }
}
