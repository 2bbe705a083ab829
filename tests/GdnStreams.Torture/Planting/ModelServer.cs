using GdnStreams.Torture.Histories;

namespace GdnStreams.Torture.Planting;

/// <summary>
/// A server in thirty lines of memory and clients that do things by chance, for histories as a right server gives them, or one with one
/// planted fault. The fault happens once, in the middle.
/// </summary>
internal sealed class ModelServer(int seed, PlantedFault fault)
{
    private const string Subscription = "exclusive";
    private const string Cleared = "cleared";
    private const string Again = "deduplicating";
    private readonly Random _random = new(seed);
    private readonly History _history = new();
    private readonly List<MessageName> _stored = [];
    private readonly Dictionary<string, int> _sent = new() { ["p"] = 0, [Again] = 0 };
    private readonly Dictionary<string, int> _cursors = new() { [Subscription] = 0, [Cleared] = 0 };
    private readonly HashSet<int> _acknowledged = []; // Above the cursor of the first one.
    private Dictionary<string, int> _connections = [];

    public History Run()
    {
        _history.Subscribed(Subscription, DeliveryOrder.Strict);
        _history.Subscribed(Cleared, DeliveryOrder.New);
        for (var lifetime = 0; lifetime < 5; lifetime++)
        {
            _connections = new[] { "p", Again, Subscription, Cleared }.ToDictionary(name => name, _ => History.NewConnection());
            for (var step = _random.Next(20, 60); step > 0; step--)
            {
                Step();
            }

            Restart(plants: lifetime == 2);
        }

        _connections[Subscription] = History.NewConnection();
        _connections[Cleared] = History.NewConnection();
        Deliver(Subscription, int.MaxValue, acknowledges: true);
        Deliver(Cleared, int.MaxValue, acknowledges: true);
        var audit = History.NewConnection();
        for (var i = 0; i < _stored.Count; i++)
        {
            _history.Record(HistoryEventKind.Delivered, History.Audit, audit, _stored[i], new EntryId(1, i));
        }

        return _history;
    }

    private void Step()
    {
        switch (_random.Next(12))
        {
            case 0:
                Clear();
                break;
            case < 5:
                Deliver(_random.Next(2) == 0 ? Subscription : Cleared, _random.Next(1, 4), acknowledges: true);
                break;
            default:
                Publish(_random.Next(2) == 0 ? "p" : Again);
                break;
        }
    }

    private MessageName Publish(string producer, bool isStored = true, bool isAnswered = true)
    {
        var message = new MessageName(producer, _sent[producer]++);
        _history.Record(HistoryEventKind.Published, producer, _connections[producer], message);
        if (isStored)
        {
            _stored.Add(message);
        }

        if (isAnswered)
        {
            _history.Record(HistoryEventKind.Stored, producer, _connections[producer], message, new EntryId(1, _stored.Count - (isStored ? 1 : 0)));
        }

        return message;
    }

    private void Deliver(string subscription, int count, bool acknowledges)
    {
        for (; count > 0 && _cursors[subscription] < _stored.Count; count--)
        {
            if (subscription == Subscription && _acknowledged.Remove(_cursors[subscription]))
            {
                _cursors[subscription]++;
                continue;
            }

            Deliver(subscription, _cursors[subscription]);
            if (acknowledges)
            {
                _history.Record(HistoryEventKind.Acknowledged, subscription, _connections[subscription], _stored[_cursors[subscription]++]);
                _history.Record(HistoryEventKind.Proven, subscription, _connections[subscription]);
            }
        }
    }

    private void Deliver(string subscription, int entry) =>
        _history.Record(HistoryEventKind.Delivered, subscription, _connections[subscription], _stored[entry], new EntryId(1, entry));

    private void Clear()
    {
        _history.Record(HistoryEventKind.ClearAsked, Cleared);
        _cursors[Cleared] = _stored.Count;
        _history.Record(HistoryEventKind.Cleared, Cleared);
    }

    /// <summary>A kill loses the latest acknowledgements, as a right server may; a stop none.</summary>
    private void Restart(bool plants)
    {
        Publish("p");
        Publish(Again);
        Deliver(Subscription, int.MaxValue, acknowledges: true);
        _history.Record(HistoryEventKind.SaveDue);
        var due = _cursors[Subscription];
        for (var left = 4; left > 0; left--)
        {
            Publish("p");
        }

        Deliver(Subscription, int.MaxValue, acknowledges: true);
        var stops = plants ? fault == PlantedFault.LostCursor : _random.Next(3) == 0;
        if (plants)
        {
            Plant();
        }

        _history.Record(HistoryEventKind.MayRefuse);
        if (_random.Next(2) == 0)
        {
            _history.Record(HistoryEventKind.Refused, "p");
        }

        _history.Record(stops ? HistoryEventKind.Stopped : HistoryEventKind.Killed);
        if (!stops)
        {
            var forgotten = plants && fault == PlantedFault.SettledByDelivery ? 0 : _random.Next(4); // Not what it is to take for acknowledged.
            _cursors[Subscription] = plants && fault == PlantedFault.LostCursorAtAKill ? due - 1 : _cursors[Subscription] - forgotten;
        }
        else if (plants)
        {
            _cursors[Subscription]--;
        }

        TellFiles(plants, isAcknowledged: !stops && _cursors[Subscription] == due + 1);

        if (plants && fault == PlantedFault.UndoneClearing)
        {
            _cursors[Cleared]--;
            _connections[Cleared] = History.NewConnection();
            Deliver(Cleared, 1, acknowledges: true); // Before another clearing hides it.
        }
    }

    /// <summary>What the files say of the first subscription: its cursor, and now and then of one more message that it is acknowledged.</summary>
    private void TellFiles(bool plants, bool isAcknowledged)
    {
        var cursor = _cursors[Subscription];
        _history.Record(HistoryEventKind.SavedBelow, Subscription, id: new EntryId(1, cursor));
        if (plants && fault == PlantedFault.IgnoredCursor)
        {
            _cursors[Subscription]--;
        }

        if (isAcknowledged || (plants && fault == PlantedFault.IgnoredAcknowledgement))
        {
            _history.Record(HistoryEventKind.Saved, Subscription, id: new EntryId(1, cursor + 1));
            if (!plants || fault != PlantedFault.IgnoredAcknowledgement)
            {
                _acknowledged.Add(cursor + 1);
            }
        }
    }

    private void Plant()
    {
        switch (fault)
        {
            case PlantedFault.AnswerBeforeCommit:
                Publish("p", isStored: false);
                break;
            case PlantedFault.DeliveryBeforeCommit:
                Publish("p", isAnswered: false);
                Deliver(Cleared, _stored.Count - 1);
                _stored.RemoveAt(_stored.Count - 1);
                break;
            case PlantedFault.ReusedNumber:
                Publish("p", isAnswered: false);
                Deliver(Cleared, _stored.Count - 1);
                _stored[^1] = Publish(Again, isStored: false, isAnswered: false);
                break;
            case PlantedFault.DoubledMessage:
                _history.Record(HistoryEventKind.Published, Again, _connections[Again], _stored[^1]);
                _stored.Add(_stored[^1]);
                break;
            case PlantedFault.SwappedMessages:
                Publish("p");
                Publish("p");
                (_stored[^1], _stored[^2]) = (_stored[^2], _stored[^1]);
                break;
            case PlantedFault.StoredBehindAGap:
                Publish("p", isStored: false, isAnswered: false);
                Publish("p");
                break;
            case PlantedFault.WrongId:
                _history.Record(HistoryEventKind.Stored, "p", _connections["p"], _stored[^1], new EntryId(1, 0));
                break;
            case PlantedFault.ForgottenAcknowledgement:
                Deliver(Subscription, _stored.Count - 1);
                break;
            case PlantedFault.UndoneClearing:
                Clear();
                break;
            case PlantedFault.RefusedMessage:
                Publish("p", isStored: false, isAnswered: false);
                _history.Record(HistoryEventKind.Refused, "p");
                break;
            case PlantedFault.SettledByDelivery:
                Publish("p");
                Deliver(Subscription, _cursors[Subscription]++);
                break;
            case PlantedFault.SkippedMessage:
                Publish("p");
                _cursors[Subscription]++;
                Publish("p");
                Publish("p");
                Publish("p");
                Deliver(Subscription, 3, acknowledges: true);
                break;
            case PlantedFault.SwappedDeliveries:
                Publish("p");
                Publish("p");
                Deliver(Subscription, _stored.Count - 1);
                Deliver(Subscription, _stored.Count - 2);
                break;
            default:
                break;
        }
    }
}
