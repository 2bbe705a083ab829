namespace GdnStreams.Engine;

/// <summary>Deliveries that come due later: ack timeouts and negative acknowledgements. Owned by the subscription's loop.</summary>
internal sealed class Schedule
{
    private const int PruneFrom = 1_024;
    private PriorityQueue<(long Entry, long Attempt), DateTimeOffset> _queue = new();

    /// <summary>When the first one is due.</summary>
    public DateTimeOffset? Next => _queue.TryPeek(out _, out var due) ? due : null;

    public void Add(DateTimeOffset due, SentMessage message) => _queue.Enqueue((message.Entry, message.Attempt), due);

    public bool TryTake(DateTimeOffset now, out long entry, out long attempt)
    {
        (entry, attempt) = (0, 0);
        if (!_queue.TryPeek(out _, out var due) || due > now)
        {
            return false;
        }

        (entry, attempt) = _queue.Dequeue();
        return true;
    }

    /// <summary>Drops what was acknowledged meanwhile once that is most of it.</summary>
    public void Prune(IReadOnlyDictionary<long, SentMessage> sent)
    {
        if (_queue.Count > PruneFrom + (3 * sent.Count))
        {
            _queue = new(_queue.UnorderedItems.Where(item => sent.TryGetValue(item.Element.Entry, out var message) && message.Attempt == item.Element.Attempt));
        }
    }

    public void Clear() => _queue.Clear();
}
