using GdnStreams.Protocol;
using GdnStreams.Server.Store;

namespace GdnStreams.Engine.Tests.Checker;

/// <summary>
/// One run by a seed: producers, consumers, deletions and a disk that is full now and then, with stops in between. In the end every message
/// that was acknowledged to its producer has to be there, once and in order, and every subscription has to have been given it.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "RunAsync disposes of each engine that it opens.")]
internal sealed class CheckedRun(int seed, Fault fault)
{
    private static readonly TopicName Topic = EngineFixture.Topic;
    private static readonly TopicName Victim = Topic with { Topic = "c8globals.victim" };
    private readonly Random _random = new(seed);
    private readonly List<string> _problems = [];
    private readonly CheckedProducer[] _producers = [new("p0", isNamed: true, seed), new("p1", isNamed: true, seed + 1), new("q", isNamed: false, seed + 2)];
    private readonly CheckedSubscription[] _subscriptions =
    [
        new("exclusive", SubscriptionType.Exclusive, 1, seed + 3),
        new("shared", SubscriptionType.Shared, 2, seed + 4),
        new("keyed", SubscriptionType.KeyShared, 2, seed + 5),
        new("failover", SubscriptionType.Failover, 2, seed + 6),
    ];

    private SqliteStore _store = null!;
    private StreamEngine _engine = null!;

    /// <summary>What was found.</summary>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        var directory = Directory.CreateTempSubdirectory("gdn-checker-").FullName;
        try
        {
            Open(directory);
            await _engine.CreateStreamAsync(Topic, CancellationToken.None);
            var all = new ConsumerSettings { Subscription = "all", InitialPosition = InitialPosition.Earliest };
            await (await _engine.SubscribeAsync(Topic, all, CancellationToken.None)).DisposeAsync();
            for (var phase = _random.Next(2, 5); phase > 0; phase--)
            {
                await PhaseAsync();
                if (_random.Next(3) != 0)
                {
                    await StopAsync();
                    Open(directory);
                }
            }

            await FinishAsync(all);
            await _engine.DisposeAsync();
            _problems.AddRange(await StoreFile.CheckAsync(directory, CancellationToken.None));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }

        return [.. _problems, .. _producers.SelectMany(producer => producer.Problems), .. _subscriptions.SelectMany(subscription => subscription.Problems)];
    }

    private void Open(string directory)
    {
        _store = SqliteStore.Open(directory);
        _engine = new StreamEngine(PlantedStore.Over(_store.Messages, fault), new EngineOptions { TailMessages = 20, StopTime = TimeSpan.FromSeconds(30) }, TimeProvider.System);
    }

    private async Task PhaseAsync()
    {
        using var stop = new CancellationTokenSource(_random.Next(20, 100));
        await Task.WhenAll(
        [
            .. _producers.Select(producer => Task.Run(() => producer.RunAsync(_engine, Topic, onlyRest: false, stop.Token))),
            .. _subscriptions.Select(subscription => Task.Run(() => subscription.RunAsync(_engine, Topic, stop.Token))),
            Task.Run(() => FillAndFreeAsync(new Random(_random.Next()), stop.Token)),
            Task.Run(() => DeleteStreamsAsync(new Random(_random.Next()), stop.Token)),
            Task.Run(() => DeleteSubscriptionsAsync(stop.Token)),
        ]);
        await FullDisk.FreeAsync(_store);
    }

    private async Task StopAsync()
    {
        await _engine.DisposeAsync();
        foreach (var subscription in _subscriptions)
        {
            subscription.Saved();
        }
    }

    private async Task FillAndFreeAsync(Random random, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await PauseAsync(random.Next(1, 20), stop);
            await FullDisk.FillAsync(_store);
            await PauseAsync(random.Next(1, 20), stop);
            await FullDisk.FreeAsync(_store);
        }
    }

    /// <summary>Several at once delete a stream that others publish to and consume.</summary>
    private async Task DeleteStreamsAsync(Random random, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await _engine.EnsureStreamAsync(Victim, CancellationToken.None);
                await using var consumer = await _engine.SubscribeAsync(Victim, EngineFixture.Shared(), CancellationToken.None);
                await using var producer = await _engine.OpenProducerAsync(Victim, "v");
                var sends = Enumerable.Range(0, 20).Select(i => producer.AppendAsync(EngineFixture.Message($"{i}"))).ToArray();
                var deletions = Enumerable.Range(0, random.Next(1, 4)).Select(_ => _engine.DeleteStreamAsync(Victim, force: true, CancellationToken.None)).ToArray();
                await Outcomes.EndedAsync(sends);
                await Outcomes.EndedAsync(deletions);
                if (deletions.Any(deletion => deletion.IsCompletedSuccessfully) && await _engine.StreamExistsAsync(Victim))
                {
                    _problems.Add("a deleted stream is still there");
                }
            }
            catch (GdnException)
            {
                await Task.Yield(); // The disk is full: again.
            }
        }
    }

    private async Task DeleteSubscriptionsAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var consumer = await _engine.SubscribeAsync(Topic, EngineFixture.Shared("churn"), CancellationToken.None);
                await PauseAsync(1, stop);
                while (consumer.Deliveries.TryRead(out var delivery))
                {
                    consumer.Acknowledge(delivery.Position);
                }

                var deleting = _engine.DeleteSubscriptionAsync(Topic, "churn", force: true, CancellationToken.None);
                var leaving = consumer.DisposeAsync().AsTask();
                await deleting;
                await leaving.WaitAsync(TimeSpan.FromSeconds(60), CancellationToken.None);
                await consumer.Deliveries.Completion.WaitAsync(TimeSpan.FromSeconds(60), CancellationToken.None);
            }
            catch (GdnException)
            {
                await Task.Yield(); // The disk is full: again.
            }
            catch (TimeoutException)
            {
                _problems.Add("a consumer of a deleted subscription does not end");
                return;
            }
        }
    }

    private async Task FinishAsync(ConsumerSettings all)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await Task.WhenAll(_producers.Select(producer => producer.RunAsync(_engine, Topic, onlyRest: true, limit.Token)));
        foreach (var subscription in _subscriptions)
        {
            await subscription.DrainAsync(_engine, Topic);
            _problems.AddRange(subscription.Missing(_producers).Take(5));
        }

        var stored = await ReadAllAsync(all);
        foreach (var producer in _producers)
        {
            var numbers = stored.Where(message => message.Producer == producer.Name).Select(message => message.Number).ToArray();
            var lost = Enumerable.Range(0, producer.Acknowledged).Except(numbers).ToArray();
            if (lost.Length > 0)
            {
                _problems.Add($"{lost.Length} acknowledged messages of {producer.Name} are lost, the first is {lost[0]} of {producer.Acknowledged}");
            }

            if (producer.IsNamed && lost.Length == 0 && !numbers.SequenceEqual(Enumerable.Range(0, producer.Acknowledged)))
            {
                _problems.Add($"messages of {producer.Name} are stored twice or out of order");
            }
        }
    }

    private async Task<List<(string Producer, int Number)>> ReadAllAsync(ConsumerSettings all)
    {
        var stored = new List<(string, int)>();
        await using var consumer = await _engine.SubscribeAsync(Topic, all, CancellationToken.None);
        var count = (await _engine.GetStatusAsync(Topic, CancellationToken.None)).Subscriptions.Single(subscription => subscription.Name == all.Subscription).Backlog;

        // What a planted fault has taken does not come however long one waits.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(fault == Fault.None ? 60 : 10));
        try
        {
            for (var i = 0; i < count; i++)
            {
                var delivery = await consumer.Deliveries.ReadAsync(limit.Token);
                stored.Add(CheckedProducer.Read(delivery));
                consumer.Acknowledge(delivery.Position);
            }
        }
        catch (OperationCanceledException)
        {
            _problems.Add($"only {stored.Count} of {count} messages come");
        }

        return stored;
    }

    private static async Task PauseAsync(int milliseconds, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(milliseconds));
        await timer.WaitForNextTickAsync(stop).AsTask().ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
