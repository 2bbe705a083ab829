using GdnStreams.Protocol;
using GdnStreams.Server.Store;
using static GdnStreams.Engine.Tests.EngineFixture;
using static GdnStreams.Engine.Tests.Outcomes;

namespace GdnStreams.Engine.Tests;

/// <summary>What one does while another is under way and may fail.</summary>
public sealed class ActingAtOnce : IAsyncLifetime
{
    private static readonly TopicName Other = Topic with { Topic = "c8globals.other" };
    private static readonly ConsumerSettings FromStart = Shared() with { InitialPosition = InitialPosition.Earliest };
    private readonly string _directory = Directory.CreateTempSubdirectory("gdn-at-once-").FullName;
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ScriptedStore _script = null!;
    private StreamEngine _engine = null!;
    private int _held;

    public async ValueTask InitializeAsync()
    {
        (var store, _script) = ScriptedStore.Over(SqliteStore.Open(_directory).Messages);
        _engine = new StreamEngine(store, new EngineOptions { IdleTime = TimeSpan.Zero }, TimeProvider.System);
        await _engine.CreateStreamAsync(Topic, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        _gate.TrySetResult();
        await _engine.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task A_stream_that_is_being_deleted_is_not_loaded_a_second_time()
    {
        Assert.True(await _engine.StreamExistsAsync(Topic));
        Hold(nameof(IMessageStore.DeleteStreamAsync));
        var deleting = _engine.DeleteStreamAsync(Topic, force: false, CancellationToken.None);
        await UntilAsync(() => _held > 0);
        await _engine.SweepAsync(CancellationToken.None);
        var isGone = _engine.LoadedStreams == 0;
        var opening = _engine.OpenProducerAsync(Topic, "p");
        if (isGone)
        {
            await opening;
        }

        _gate.SetResult();
        await deleting;
        if (!await FailsAsync(opening))
        {
            Assert.True(await FailsAsync((await opening).AppendAsync(Message("acknowledged, and nowhere"))));
        }
    }

    [Fact]
    public async Task A_message_that_comes_back_from_the_dead_letters_after_it_was_delivered_again_is_not_counted_twice()
    {
        await _engine.PublishAsync(Topic, Message("0"));
        await _engine.PublishAsync(Topic, Message("1"));
        var settings = FromStart with { NegativeAckDelay = TimeSpan.Zero, MaxRedeliverCount = 0, DeadLetterTopic = Other };
        var first = await _engine.SubscribeAsync(Topic, settings, CancellationToken.None);
        Delivery[] deliveries = [await NextAsync(first), await NextAsync(first)];
        Fail(nameof(IMessageStore.FindStreamAsync));
        var gates = new[] { new TaskCompletionSource(), new TaskCompletionSource() };
        _script.Holding = name => name == nameof(IMessageStore.FindStreamAsync) ? gates[Interlocked.Increment(ref _held) - 1] : null;
        first.NegativeAcknowledge(deliveries[0].Position);
        first.NegativeAcknowledge(deliveries[1].Position);
        await UntilAsync(() => Volatile.Read(ref _held) == 1);
        await first.DisposeAsync();
        await using var second = await _engine.SubscribeAsync(Topic, settings, CancellationToken.None);
        Delivery[] again = [await NextAsync(second), await NextAsync(second)];
        gates[0].SetResult();
        await UntilAsync(() => Volatile.Read(ref _held) == 2); // The first one is back by now.
        await _engine.PublishAsync(Topic, Message("2"));
        Delivery behind;
        do
        {
            behind = await NextAsync(second);
            second.Acknowledge(behind.Position);
        }
        while (Text(behind) != "2");
        second.Acknowledge(again[0].Position);
        second.Acknowledge(again[1].Position);
        _script.Holding = null;
        _script.Failing = null;
        gates[1].SetResult();
        var consumer = (await _engine.GetStatusAsync(Topic, CancellationToken.None)).Subscriptions.Single().Consumers.Single();
        Assert.Equal((0, settings.ReceiverQueueSize), (consumer.Unacknowledged, consumer.Permits));
    }

    [Fact]
    public async Task Of_two_terminations_the_one_that_was_confirmed_holds()
    {
        var calls = 0;
        _script.Holding = name => name == nameof(IMessageStore.TerminateStreamAsync) && Interlocked.Increment(ref calls) == 1 ? _gate : null;
        var failing = _engine.Administration.TerminateAsync(Topic, CancellationToken.None);
        await _engine.Administration.TerminateAsync(Topic, CancellationToken.None);
        Fail(nameof(IMessageStore.TerminateStreamAsync));
        _gate.SetResult();
        Assert.True(await FailsAsync(failing));
        Assert.Equal(GdnErrorCode.StreamTerminated, (await Assert.ThrowsAsync<GdnException>(() => _engine.PublishAsync(Topic, Message("too late")))).Code);
    }

    [Fact]
    public async Task A_message_that_came_during_a_termination_that_failed_is_no_duplicate()
    {
        var producer = await OpenAsync();
        Hold(nameof(IMessageStore.TerminateStreamAsync));
        Fail(nameof(IMessageStore.TerminateStreamAsync));
        var terminating = _engine.Administration.TerminateAsync(Topic, CancellationToken.None);
        var isRefused = await FailsAsync(producer.AppendAsync(Message("0")));
        _gate.SetResult();
        Assert.True(await FailsAsync(terminating));
        await FailsAsync(producer.AppendAsync(Message("1")));
        await producer.DisposeAsync();
        await using var again = await OpenAsync();
        Assert.Equal(isRefused, await again.AppendAsync(Message("0")) != MessagePosition.Earliest);

        Task<EngineProducer> OpenAsync() => _engine.OpenProducerAsync(Topic, "p", initialSequenceId: -1);
    }

    [Fact]
    public async Task A_stream_that_cannot_be_loaded_while_the_engine_stops_does_not_keep_the_others_from_being_saved()
    {
        await _engine.PublishAsync(Topic, Message("0"));
        await using var consumer = await _engine.SubscribeAsync(Topic, FromStart, CancellationToken.None);
        Hold(nameof(IMessageStore.FindStreamAsync));
        var loading = _engine.StreamExistsAsync(Other);
        _script.Failing = name => name is nameof(IMessageStore.FindStreamAsync) or nameof(IMessageStore.SaveSubscriptionAsync) ? Unavailable() : null;
        consumer.Acknowledge((await NextAsync(consumer)).Position);
        await UntilAsync(() => _held > 0);
        var stopping = _engine.DisposeAsync();
        _gate.SetResult();
        Assert.True(await FailsAsync(loading));
        _script.Failing = null;
        await stopping;
        await using var store = SqliteStore.Open(_directory);
        var stream = await store.Messages.FindStreamAsync(Topic, CancellationToken.None);
        Assert.Equal(1, (await store.Messages.ListSubscriptionsAsync(stream!.Id, CancellationToken.None)).Single().LowMark);
    }

    private static GdnException Unavailable() => new(GdnErrorCode.Unavailable, "Not now.");

    private void Fail(string call) => _script.Failing = name => name == call ? Unavailable() : null;

    private void Hold(string call) => _script.Holding = name => name == call && Interlocked.Increment(ref _held) > 0 ? _gate : null;
}
