using System.Globalization;
using GdnStreams.Protocol;
using GdnStreams.Server.Store;
using Microsoft.Extensions.Time.Testing;
using static GdnStreams.Engine.Tests.EngineFixture;

namespace GdnStreams.Engine.Tests;

/// <summary>
/// Plays a script against a real engine: publish, connect, disconnect, acknowledge, deny, hold, let time pass. Beside it keeps what
/// must be true: what was seen in which order, who holds what, what is acknowledged.
/// </summary>
internal sealed class DispatchModel : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly SubscriptionType _type;
    private readonly StreamEngine _engine;
    private readonly List<EngineConsumer> _consumers = [];
    private readonly Dictionary<long, (EngineConsumer Owner, MessagePosition Position)> _held = [];
    private readonly Dictionary<long, string> _keys = [];
    private readonly Dictionary<string, long> _lastSeen = [];
    private readonly HashSet<long> _seen = [];
    private readonly Dictionary<long, int> _acknowledged = [];
    private int _passes;

    private DispatchModel(SubscriptionType type)
    {
        _type = type;
        _engine = new StreamEngine(SqliteStore.Open(null).Messages, new EngineOptions { TailMessages = 10 }, _time);
    }

    public static async Task PlayAsync(SubscriptionType type, byte[] script)
    {
        await using var model = new DispatchModel(type);
        await model._engine.CreateStreamAsync(Topic, CancellationToken.None);
        await model._engine.Administration.CreateSubscriptionAsync(Topic, "s", MessagePosition.Earliest, isExcluded: false, CancellationToken.None);
        foreach (var step in script)
        {
            await model.StepAsync(step & 7, step >> 3);
        }

        await model.FinishAsync();
    }

    public async ValueTask DisposeAsync() => await _engine.DisposeAsync();

    private async Task StepAsync(int what, int which)
    {
        switch (what)
        {
            case 0 or 1:
                var key = $"k{which % 5}";
                var position = await _engine.PublishAsync(Topic, Message($"{_keys.Count}", key));
                _keys.Add(position.EntryId, key);
                break;
            case 2:
                await ConnectAsync(which);
                break;
            case 3 when _consumers.Count > 0:
                await DisconnectAsync(_consumers[which % _consumers.Count]);
                break;
            case 4 or 5:
                ReadAll((consumer, delivery) => Acknowledge(consumer, delivery.Position));
                break;
            case 6:
                var turn = 0;
                ReadAll((consumer, delivery) =>
                {
                    if (++turn % 3 == which % 3)
                    {
                        _held.Remove(delivery.Position.EntryId);
                        consumer.NegativeAcknowledge(delivery.Position);
                    }
                });
                break;
            default:
                _time.Advance(TimeSpan.FromMilliseconds(which * 200));
                foreach (var (_, (owner, held)) in _held.ToArray().Take(which))
                {
                    Acknowledge(owner, held);
                }

                break;
        }
    }

    /// <summary>From here on everybody acknowledges what comes: everything that was published has to come.</summary>
    private async Task FinishAsync()
    {
        if (_consumers.Count == 0)
        {
            await ConnectAsync(which: 3);
        }

        foreach (var (_, (owner, held)) in _held.ToArray())
        {
            Acknowledge(owner, held);
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (_acknowledged.Count < _keys.Count)
        {
            if (limit.IsCancellationRequested)
            {
                Assert.Fail($"Not delivered: {string.Join(", ", _keys.Keys.Except(_acknowledged.Keys))}; {await DescribeAsync()}");
            }

            ReadAll((consumer, delivery) => Acknowledge(consumer, delivery.Position));
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        var status = (await _engine.GetStatusAsync(Topic, CancellationToken.None)).Subscriptions.Single();
        Assert.Equal((0, 0), (status.Backlog, status.Unacknowledged));
        Assert.Equal(_keys.Count, status.LowMark);
    }

    private async Task<string> DescribeAsync()
    {
        var status = (await _engine.GetStatusAsync(Topic, CancellationToken.None)).Subscriptions.Single();
        var consumers = status.Consumers.Select(consumer => $"{consumer.Name} {consumer.Permits} permits, {consumer.Unacknowledged} unacknowledged");
        return $"{status}; {string.Join(", ", consumers)}; {string.Join(", ", _consumers.Select(consumer => consumer.Deliveries.Completion.Exception?.ToString() ?? "open"))}";
    }

    private async Task ConnectAsync(int which)
    {
        if (_consumers.Count == 4 || (_type == SubscriptionType.Exclusive && _consumers.Count == 1))
        {
            return;
        }

        _consumers.Add(await _engine.SubscribeAsync(
            Topic,
            new ConsumerSettings
            {
                Subscription = "s",
                Type = _type,
                ReceiverQueueSize = 1 + (which % 6),
                PriorityLevel = which % 2,
                NegativeAckDelay = TimeSpan.FromMilliseconds(which % 3 * 500),
                AckTimeout = which % 4 == 0 ? TimeSpan.FromSeconds(2) : TimeSpan.Zero,
            },
            CancellationToken.None));
    }

    private async Task DisconnectAsync(EngineConsumer consumer)
    {
        _consumers.Remove(consumer);
        foreach (var entry in _held.Where(pair => pair.Value.Owner == consumer).Select(pair => pair.Key).ToArray())
        {
            _held.Remove(entry);
        }

        await consumer.DisposeAsync();
    }

    private void ReadAll(Action<EngineConsumer, Delivery> then)
    {
        _passes++;
        foreach (var consumer in _consumers)
        {
            while (consumer.Deliveries.TryRead(out var delivery))
            {
                See(consumer, delivery);
                then(consumer, delivery);
            }
        }
    }

    private void See(EngineConsumer consumer, Delivery delivery)
    {
        var entry = delivery.Position.EntryId;
        Assert.Equal(entry.ToString(CultureInfo.InvariantCulture), Text(delivery));
        if (_acknowledged.TryGetValue(entry, out var pass))
        {
            // It timed out before it was acknowledged: its redelivery may have been on the way then, and never later.
            Assert.InRange(_passes, pass, pass + 1);
        }

        // The first time each message is seen: in order, per key or altogether.
        var scope = _type switch { SubscriptionType.Shared => null, SubscriptionType.KeyShared => _keys[entry], _ => "" };
        if (_seen.Add(entry) && scope is not null)
        {
            Assert.True(_lastSeen.GetValueOrDefault(scope, -1) < entry, $"{entry} of {scope} came after {_lastSeen.GetValueOrDefault(scope)}");
            _lastSeen[scope] = entry;
        }

        _held[entry] = (consumer, delivery.Position);
    }

    private void Acknowledge(EngineConsumer consumer, MessagePosition position)
    {
        _held.Remove(position.EntryId);
        consumer.Acknowledge(position);
        _acknowledged.TryAdd(position.EntryId, _passes);
    }
}
