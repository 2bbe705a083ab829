using GdnStreams.Protocol;
using GdnStreams.Server.Store;
using static GdnStreams.Engine.Tests.EngineFixture;
using static GdnStreams.Engine.Tests.Outcomes;

namespace GdnStreams.Engine.Tests;

/// <summary>A store that fails on command.</summary>
public sealed class WhenWritesFail : IAsyncLifetime
{
    private static readonly TopicName Other = Topic with { Topic = "c8globals.other" };
    private static readonly ConsumerSettings FromStart = Shared() with { InitialPosition = InitialPosition.Earliest };
    private readonly SqliteStore _sqlite = SqliteStore.Open(null);
    private readonly List<Exception> _told = [];
    private ScriptedStore _script = null!;
    private StreamEngine _engine = null!;

    public async ValueTask InitializeAsync()
    {
        (var store, _script) = ScriptedStore.Over(_sqlite.Messages);
        _engine = new StreamEngine(store, new EngineOptions { BackgroundFailure = _told.Add }, TimeProvider.System);
        await _engine.CreateStreamAsync(Topic, CancellationToken.None);
        await _engine.CreateStreamAsync(Other, CancellationToken.None);
    }

    public async ValueTask DisposeAsync() => await _engine.DisposeAsync();

    [Fact]
    public async Task A_control_write_that_fails_fails_alone()
    {
        var stream = (await _sqlite.Messages.FindStreamAsync(Topic, CancellationToken.None))!;
        for (var i = 0; i < 50; i++)
        {
            var before = Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _engine.PublishAsync(Topic, Message("a"))));
            var failing = _sqlite.Writer.RunAsync(
                writer => writer.Command("INSERT INTO streams (id, tenant, namespace, topic, persistent) VALUES ($1, 'a', 'b', 'c', 1)", stream.Id).ExecuteNonQuery(), CancellationToken.None);
            var after = Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _engine.PublishAsync(Topic, Message("b"))));
            await before;
            await after;
            await Assert.ThrowsAsync<GdnException>(() => failing);
        }

        Assert.Equal(2_000, (await _engine.GetStatusAsync(Topic, CancellationToken.None)).Messages);
        Assert.Null(_sqlite.WriteFailure);
    }

    [Fact]
    public async Task Many_deletions_of_one_stream_at_once_succeed_and_harm_no_other()
    {
        await using var producer = await _engine.OpenProducerAsync(Other, "p");
        for (var i = 0; i < 30; i++)
        {
            var publishing = Enumerable.Range(0, 50).Select(_ => producer.AppendAsync(Message("x"))).ToArray();
            var deleting = Enumerable.Range(0, 8).Select(_ => Task.Run(() => _engine.DeleteStreamAsync(Topic, force: true, CancellationToken.None))).ToArray();
            await Task.WhenAll(publishing);
            await EndedAsync(deleting);
            Assert.Contains(deleting, task => task.IsCompletedSuccessfully);
            Assert.All(
                deleting.Where(task => task.IsFaulted),
                task => Assert.Equal(GdnErrorCode.StreamNotFound, Assert.IsType<GdnException>(task.Exception!.InnerException).Code)); // It came after the deletion.
            await _engine.CreateStreamAsync(Topic, CancellationToken.None);
        }
    }

    [Fact]
    public async Task A_deletion_that_fails_leaves_the_stream_as_it_was()
    {
        await using var producer = await _engine.OpenProducerAsync(Topic, "p");
        await using var consumer = await _engine.SubscribeAsync(Topic, FromStart, CancellationToken.None);
        Fail(nameof(IMessageStore.DeleteStreamAsync));
        await Assert.ThrowsAsync<GdnException>(() => _engine.DeleteStreamAsync(Topic, force: true, CancellationToken.None));
        await producer.AppendAsync(Message("still here"));
        Assert.Equal(["still here"], await TakeAsync(consumer, 1));
        _script.Failing = null;
        await _engine.DeleteStreamAsync(Topic, force: true, CancellationToken.None);
        await _engine.CreateStreamAsync(Topic, CancellationToken.None);
    }

    [Fact]
    public async Task A_subscription_whose_deletion_fails_goes_on_and_saves_its_cursor()
    {
        await _engine.PublishAsync(Topic, Message("0"));
        await using var consumer = await _engine.SubscribeAsync(Topic, FromStart, CancellationToken.None);
        Fail(nameof(IMessageStore.DeleteSubscriptionAsync));
        await Assert.ThrowsAsync<GdnException>(() => _engine.DeleteSubscriptionAsync(Topic, "s", force: true, CancellationToken.None));
        consumer.Acknowledge((await NextAsync(consumer)).Position);
        await consumer.DisposeAsync();
        Assert.Equal(1, (await SavedAsync()).LowMark);
    }

    [Fact]
    public async Task A_termination_that_fails_leaves_the_stream_open()
    {
        Fail(nameof(IMessageStore.TerminateStreamAsync));
        await Assert.ThrowsAsync<GdnException>(() => _engine.Administration.TerminateAsync(Topic, CancellationToken.None));
        await _engine.PublishAsync(Topic, Message("still taken"));
    }

    [Fact]
    public async Task Two_who_open_a_new_subscription_that_cannot_be_saved_both_fail()
    {
        Fail(nameof(IMessageStore.CreateSubscriptionAsync));
        var opening = Enumerable.Range(0, 8).Select(_ => Task.Run(() => _engine.SubscribeAsync(Topic, FromStart, CancellationToken.None))).ToArray();
        await EndedAsync(opening);
        Assert.All(opening, task => Assert.True(task.IsFaulted));
        _script.Failing = null;
        await using var consumer = await _engine.SubscribeAsync(Topic, FromStart, CancellationToken.None);
        await _engine.PublishAsync(Topic, Message("0"));
        Assert.Equal(["0"], await TakeAsync(consumer, 1));
    }

    [Fact]
    public async Task One_stream_that_fails_does_not_keep_others_from_expiring()
    {
        foreach (var topic in new[] { Topic, Other })
        {
            await using var consumer = await _engine.SubscribeAsync(topic, FromStart, CancellationToken.None);
            await _engine.PublishAsync(topic, Message("0"));
            await _engine.Administration.SetPolicyAsync(topic, new StreamPolicy { MessageTtl = TimeSpan.FromMilliseconds(1) }, CancellationToken.None);
        }

        var since = TimeProvider.System.GetTimestamp();
        await UntilAsync(() => TimeProvider.System.GetElapsedTime(since).TotalMilliseconds > 5);
        var saves = 0;
        _script.Failing = name => name == nameof(IMessageStore.SaveSubscriptionAsync) && Interlocked.Increment(ref saves) == 1 ? Unavailable() : null;
        await _engine.SweepAsync(CancellationToken.None);
        Assert.NotEmpty(_told);
        foreach (var topic in new[] { Topic, Other })
        {
            Assert.Equal(0, (await _engine.GetStatusAsync(topic, CancellationToken.None)).Subscriptions.Single().Backlog);
        }
    }

    [Fact]
    public async Task A_producer_of_which_one_message_fails_stores_none_behind_it()
    {
        var producer = await _engine.OpenProducerAsync(Topic, "p", initialSequenceId: -1);
        await producer.AppendAsync(Message("0"));
        Fail(nameof(IMessageStore.Append));
        await Assert.ThrowsAsync<GdnException>(() => producer.AppendAsync(Message("1")));
        _script.Failing = null;
        var later = await Assert.ThrowsAsync<GdnException>(() => producer.AppendAsync(Message("2")));
        Assert.Contains("earlier message of this producer", later.Message, StringComparison.Ordinal);
        await producer.DisposeAsync();
        await using var again = await _engine.OpenProducerAsync(Topic, "p", initialSequenceId: 0);
        Assert.Equal(1, (await again.AppendAsync(Message("1"))).EntryId);
        Assert.Equal(2, (await again.AppendAsync(Message("2"))).EntryId);
    }

    private static GdnException Unavailable() => new(GdnErrorCode.Unavailable, "The disk is full.");

    private void Fail(string call) => _script.Failing = name => name == call ? Unavailable() : null;

    private async Task<SubscriptionRecord> SavedAsync()
    {
        var stream = await _sqlite.Messages.FindStreamAsync(Topic, CancellationToken.None);
        return (await _sqlite.Messages.ListSubscriptionsAsync(stream!.Id, CancellationToken.None)).Single();
    }
}
