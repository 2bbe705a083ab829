namespace GdnStreams.Torture.Histories;

/// <summary>
/// All that was seen of one stream, in order. What a client does is recorded before it does it, what it is told after it has been told: so
/// "before" in a history is never later than "before" in the server.
/// </summary>
internal sealed class History
{
    /// <summary>The subscription from the beginning of the stream that acknowledges nothing until the end, and then shows what is stored.</summary>
    public const string Audit = "audit";

    private readonly Lock _lock = new();
    private readonly List<HistoryEvent> _events;
    private readonly Dictionary<string, DeliveryOrder> _subscriptions;
    private static int _connections;

    public History()
        : this([], [])
    {
    }

    private History(List<HistoryEvent> events, Dictionary<string, DeliveryOrder> subscriptions) => (_events, _subscriptions) = (events, subscriptions);

    /// <summary>In the order of their recording; only while nobody records.</summary>
    public IReadOnlyList<HistoryEvent> Events => _events;

    /// <summary>The subscriptions from the beginning of the stream, other than <see cref="Audit"/>: each gets every message.</summary>
    public IReadOnlyDictionary<string, DeliveryOrder> Subscriptions => _subscriptions;

    /// <summary>A number for a new socket.</summary>
    public static int NewConnection() => Interlocked.Increment(ref _connections);

    public void Subscribed(string name, DeliveryOrder order) => _subscriptions.Add(name, order);

    public void Record(HistoryEventKind kind, string who = "", int connection = 0, MessageName message = default, EntryId id = default)
    {
        lock (_lock)
        {
            _events.Add(new HistoryEvent(kind, who, connection, message, id, TimeProvider.System.GetUtcNow().UtcTicks));
        }
    }

    /// <summary>How many events are so by now, also while others record.</summary>
    public int Count(Func<HistoryEvent, bool> isSo)
    {
        lock (_lock)
        {
            return _events.Count(isSo);
        }
    }

    /// <summary>A copy that ends before this time, to which another future may be added.</summary>
    public History Before(long time)
    {
        lock (_lock)
        {
            return new History([.. _events.TakeWhile(happened => happened.Time < time)], _subscriptions);
        }
    }
}
