using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>Decides which consumer gets the next message. Owned by the subscription's loop.</summary>
internal sealed class ConsumerChoice
{
    private readonly List<EngineConsumer> _consumers = [];
    private readonly Dictionary<string, (EngineConsumer Owner, int Messages)> _keys = new(StringComparer.Ordinal);
    private readonly HashSet<string> _blockedKeys = new(StringComparer.Ordinal);
    private int _turn;
    private int _firstLevel;

    public IReadOnlyList<EngineConsumer> Consumers => _consumers;

    /// <summary>The one that receives, for Exclusive and Failover: lowest priority level, then first come.</summary>
    public EngineConsumer? Active { get; private set; }

    public SubscriptionType Type { get; private set; }

    /// <summary>An Exclusive subscription has one consumer, and all consumers of a subscription have one type.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.SubscriptionBusy"/></exception>
    public void EnsureAdmits(SubscriptionType type, string subscription)
    {
        if (_consumers.Count > 0 && (type == SubscriptionType.Exclusive || Type != type))
        {
            throw new GdnException(
                GdnErrorCode.SubscriptionBusy,
                $"The subscription {subscription} is {Type} and has {_consumers.Count} connected consumer(s). Close them, use their type, or choose another subscription.");
        }
    }

    /// <exception cref="GdnException"><see cref="GdnErrorCode.ActiveConsumers"/>: there are others.</exception>
    public void EnsureAlone(EngineConsumer consumer, string subscription)
    {
        if (_consumers.Exists(other => other != consumer))
        {
            throw new GdnException(GdnErrorCode.ActiveConsumers, $"The subscription {subscription} has other connected consumers.");
        }
    }

    public void Add(EngineConsumer consumer)
    {
        Type = consumer.Settings.Type;
        _consumers.Add(consumer);
        consumer.IsConnected = true;
        Changed();
    }

    public bool Remove(EngineConsumer consumer)
    {
        consumer.IsConnected = false;
        var removed = _consumers.Remove(consumer);
        Changed();
        return removed;
    }

    /// <summary>Ends the deliveries of all of them; what they did not take yet is taken back.</summary>
    public void End() => _consumers.ForEach(consumer =>
    {
        consumer.TakeBackUntaken();
        consumer.Outbox.Complete();
    });

    /// <summary>Ends the deliveries of all of them by a failure, behind what they did not take yet.</summary>
    public void Fail(GdnException failure) => _consumers.ForEach(consumer => consumer.Outbox.Complete(failure));

    /// <summary>Whether one consumer gets everything: Exclusive and Failover.</summary>
    public bool HasOneReceiver => Type is SubscriptionType.Exclusive or SubscriptionType.Failover;

    /// <summary>Whether anybody can take a message now.</summary>
    public bool HasRoom() => HasOneReceiver ? Active is { } active && active.CanTake() : _consumers.Exists(consumer => consumer.CanTake());

    /// <summary>Starts a pass over the waiting messages: keys that were blocked may be tried again.</summary>
    public void StartPass() => _blockedKeys.Clear();

    /// <summary>The consumer for a message, or null where it has to wait.</summary>
    public EngineConsumer? Choose(string? key)
    {
        switch (Type)
        {
            case SubscriptionType.Shared:
                return NextWithPermit();
            case SubscriptionType.KeyShared:
                return ByKey(key ?? "");
            default:
                return Active is { } active && active.CanTake() ? active : null;
        }
    }

    /// <summary>Whether a message that has to wait holds up all the others behind it.</summary>
    public bool WaitingBlocksOthers => Type != SubscriptionType.KeyShared;

    public void Sent(EngineConsumer consumer, string? key)
    {
        if (Type == SubscriptionType.KeyShared)
        {
            key ??= "";
            _keys[key] = (consumer, _keys.TryGetValue(key, out var held) ? held.Messages + 1 : 1);
        }
    }

    public void Settled(string? key)
    {
        key ??= "";
        if (_keys.TryGetValue(key, out var held))
        {
            if (held.Messages == 1)
            {
                _keys.Remove(key);
            }
            else
            {
                _keys[key] = (held.Owner, held.Messages - 1);
            }
        }
    }

    private void Changed()
    {
        Active = _consumers.MinBy(consumer => consumer.Settings.PriorityLevel);
        _firstLevel = Active?.Settings.PriorityLevel ?? 0;
    }

    private EngineConsumer? NextWithPermit()
    {
        EngineConsumer? best = null;
        var bestAt = 0;
        for (var i = 0; i < _consumers.Count; i++)
        {
            var at = (_turn + i) % _consumers.Count;
            var consumer = _consumers[at];
            if ((best is null || consumer.Settings.PriorityLevel < best.Settings.PriorityLevel) && consumer.CanTake())
            {
                (best, bestAt) = (consumer, at);
                if (consumer.Settings.PriorityLevel == _firstLevel)
                {
                    break; // Nobody comes before it.
                }
            }
        }

        _turn = bestAt + 1;
        return best;
    }

    private EngineConsumer? ByKey(string key)
    {
        // A key stays with the consumer that still has messages of it, so that its order survives others coming and going.
        if (_blockedKeys.Contains(key) || _consumers.Count == 0)
        {
            return null;
        }

        var consumer = _keys.TryGetValue(key, out var held) ? held.Owner : _consumers[(int)(StableHash(key) % (uint)_consumers.Count)];
        if (consumer.CanTake())
        {
            return consumer;
        }

        _blockedKeys.Add(key);
        return null;
    }

    private static uint StableHash(string key)
    {
        var hash = 2166136261u;
        foreach (var c in key)
        {
            hash = (hash ^ c) * 16777619u;
        }

        return hash ^ (hash >> 15);
    }
}
