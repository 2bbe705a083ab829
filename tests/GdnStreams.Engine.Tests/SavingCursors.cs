using GdnStreams.Protocol;
using GdnStreams.Server.Store;
using static GdnStreams.Engine.Tests.EngineFixture;

namespace GdnStreams.Engine.Tests;

/// <summary>How often a cursor is written, and what is removed with it.</summary>
public sealed class SavingCursors : IAsyncLifetime
{
    private readonly SqliteStore _sqlite = SqliteStore.Open(null);
    private readonly Dictionary<string, int> _calls = new()
    {
        [nameof(IMessageStore.SaveSubscriptionAsync)] = 0,
        [nameof(IMessageStore.TrimAsync)] = 0,
        [nameof(IMessageStore.ReadAsync)] = 0,
    };

    private StreamEngine _engine = null!;

    public async ValueTask InitializeAsync()
    {
        var (store, script) = ScriptedStore.Over(_sqlite.Messages);
        script.Holding = call =>
        {
            lock (_calls)
            {
                if (_calls.TryGetValue(call, out var count))
                {
                    _calls[call] = count + 1;
                }
            }

            return null;
        };
        _engine = new StreamEngine(store, new EngineOptions(), TimeProvider.System);
        await _engine.CreateStreamAsync(Topic, CancellationToken.None);
    }

    public async ValueTask DisposeAsync() => await _engine.DisposeAsync();

    [Fact]
    public async Task One_that_moves_all_the_time_is_written_every_few_milliseconds_and_what_it_leaves_is_removed_once_it_rests()
    {
        const int Messages = 900;
        await using var consumer = await _engine.SubscribeAsync(Topic, Shared(), CancellationToken.None);
        var since = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < Messages; i++)
        {
            await _engine.PublishAsync(Topic, Message($"{i}"));
            consumer.Acknowledge((await NextAsync(consumer)).Position);
        }

        var most = 2 + (int)(TimeProvider.System.GetElapsedTime(since).TotalMilliseconds / 5);
        var (saves, trims) = (Calls(nameof(IMessageStore.SaveSubscriptionAsync)), Calls(nameof(IMessageStore.TrimAsync)));
        Assert.InRange(saves, 1, most);
        Assert.InRange(trims, 0, saves);
        await Outcomes.UntilAsync(async () => (await _engine.GetStatusAsync(Topic, CancellationToken.None)).Messages == 0);
        Assert.Equal(Messages, (await SavedAsync()).LowMark);
    }

    [Fact]
    public async Task One_that_does_not_move_costs_nothing_when_a_message_is_stored()
    {
        for (var i = 0; i < 20; i++)
        {
            await _engine.Administration.CreateSubscriptionAsync(Topic, $"idle{i}", MessagePosition.Earliest, isExcluded: false, CancellationToken.None);
        }

        await using var full = await _engine.SubscribeAsync(Topic, Shared() with { ReceiverQueueSize = 1 }, CancellationToken.None);
        await _engine.PublishAsync(Topic, Message("first"));
        await NextAsync(full);
        for (var i = 0; i < 3_000; i++)
        {
            await _engine.PublishAsync(Topic, Message($"{i}"));
        }

        Assert.Equal(0, Calls(nameof(IMessageStore.SaveSubscriptionAsync)));
        Assert.Equal(0, Calls(nameof(IMessageStore.ReadAsync)));
        Assert.All((await _engine.GetStatusAsync(Topic, CancellationToken.None)).Subscriptions, each => Assert.Equal(3_001, each.Backlog));
    }

    [Fact]
    public async Task One_whose_flush_is_awaited_is_written_at_once_and_what_it_leaves_is_removed()
    {
        await using var consumer = await _engine.SubscribeAsync(Topic, Shared(), CancellationToken.None);
        for (var i = 0; i < 20; i++)
        {
            await _engine.PublishAsync(Topic, Message($"{i}"));
            consumer.Acknowledge((await NextAsync(consumer)).Position);
            await consumer.FlushAsync();
            Assert.Equal(i + 1, (await SavedAsync()).LowMark);
            Assert.Equal(0, (await _engine.GetStatusAsync(Topic, CancellationToken.None)).Messages);
        }
    }

    private int Calls(string name)
    {
        lock (_calls)
        {
            return _calls[name];
        }
    }

    private async Task<SubscriptionRecord> SavedAsync()
    {
        var stream = await _sqlite.Messages.FindStreamAsync(Topic, CancellationToken.None);
        return (await _sqlite.Messages.ListSubscriptionsAsync(stream!.Id, CancellationToken.None)).Single();
    }
}
