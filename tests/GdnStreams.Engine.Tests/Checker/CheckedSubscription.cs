using GdnStreams.Protocol;

namespace GdnStreams.Engine.Tests.Checker;

/// <summary>Receives and acknowledges by chance, and notes what it was given and what it acknowledged.</summary>
internal sealed class CheckedSubscription(string name, SubscriptionType type, int consumers, int seed)
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);
    private readonly HashSet<(string Producer, int Number)> _received = [];
    private readonly HashSet<MessagePosition> _acknowledged = [];
    private readonly HashSet<MessagePosition> _saved = [];

    public string Name => name;

    public List<string> Problems { get; } = [];

    private ConsumerSettings Settings => new()
    {
        Subscription = name,
        Type = type,
        InitialPosition = InitialPosition.Earliest,
        NegativeAckDelay = TimeSpan.FromMilliseconds(1),
        ReceiverQueueSize = 100,
    };

    /// <summary>The engine has stopped without a failure: what was acknowledged never comes again.</summary>
    public void Saved() => _saved.UnionWith(_acknowledged);

    public Task RunAsync(StreamEngine engine, TopicName topic, CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, consumers).Select(_ => Task.Run(() => ConsumeAllAsync(engine, topic, stop), CancellationToken.None)));

    /// <summary>Acknowledges what is left.</summary>
    public async Task DrainAsync(StreamEngine engine, TopicName topic)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var consumer = await engine.SubscribeAsync(topic, Settings, limit.Token);
        while (await BacklogAsync(engine, topic) > 0)
        {
            while (consumer.Deliveries.TryRead(out var delivery))
            {
                Take(delivery);
                consumer.Acknowledge(delivery.Position);
            }

            if (limit.IsCancellationRequested)
            {
                Problems.Add($"{name}: {await BacklogAsync(engine, topic)} messages of its backlog do not come");
                return;
            }

            await Task.Yield();
        }
    }

    /// <summary>What it was never given.</summary>
    public IEnumerable<string> Missing(IEnumerable<CheckedProducer> producers) =>
        from producer in producers
        from number in Enumerable.Range(0, producer.Acknowledged)
        where !_received.Contains((producer.Name, number))
        select $"{name} never got {producer.Name}:{number}";

    private async Task<long> BacklogAsync(StreamEngine engine, TopicName topic) =>
        (await engine.GetStatusAsync(topic, CancellationToken.None)).Subscriptions.Single(subscription => subscription.Name == name).Backlog;

    private async Task ConsumeAllAsync(StreamEngine engine, TopicName topic, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using var consumer = await engine.SubscribeAsync(topic, Settings, CancellationToken.None);
                await ConsumeAsync(consumer, stop);
            }
            catch (GdnException)
            {
                await Task.Yield(); // Not now: again.
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task ConsumeAsync(EngineConsumer consumer, CancellationToken stop)
    {
        while (Chance(200) != 0)
        {
            var delivery = await consumer.Deliveries.ReadAsync(stop);
            Take(delivery);
            switch (Chance(6))
            {
                case 0:
                    consumer.NegativeAcknowledge(delivery.Position);
                    break;
                case 1 when type is SubscriptionType.Exclusive:
                    break;
                default:
                    Acknowledge(consumer, delivery.Position);
                    break;
            }
        }
    }

    private void Acknowledge(EngineConsumer consumer, MessagePosition position)
    {
        lock (_lock)
        {
            // Under the lock: what is noted here is acknowledged when the engine stops.
            consumer.Acknowledge(position);
            _acknowledged.Add(position);
        }
    }

    private int Chance(int below)
    {
        lock (_lock)
        {
            return _random.Next(below);
        }
    }

    private void Take(Delivery delivery)
    {
        lock (_lock)
        {
            _received.Add(CheckedProducer.Read(delivery));
            if (_saved.Contains(delivery.Position))
            {
                Problems.Add($"{name}: {delivery.Position} came again, although its acknowledgement was saved");
            }
        }
    }
}
