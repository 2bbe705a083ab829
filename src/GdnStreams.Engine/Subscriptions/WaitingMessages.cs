namespace GdnStreams.Engine;

/// <summary>
/// What waits for a place at a consumer, in order: a bounded number of messages in memory, and the numbers of those that are to be read
/// (again). Owned by the subscription's loop.
/// </summary>
/// <param name="budget">Where the memory of the messages is counted.</param>
internal sealed class WaitingMessages(MemoryBudget budget)
{
    /// <summary>Most messages in memory.</summary>
    private const int Most = 1_024;
    private readonly List<StoredMessage> _ready = [];
    private readonly SortedSet<long> _replay = [];
    private long _bytes;
    private long _counted;

    /// <summary>How many messages are read at once, at most.</summary>
    public const int PageMessages = 256;

    public bool IsEmpty => _ready.Count == 0 && _replay.Count == 0;

    /// <summary>Whether more may be read.</summary>
    public bool HasSpace => _ready.Count < Most;

    /// <summary>Whether there is room for numbers that need not be here yet.</summary>
    public bool HasReplaySpace => _replay.Count < Most;

    /// <summary>How many messages can be sent now: those up to the first that still has to be read.</summary>
    public int ReadyCount => _replay.Count == 0 ? _ready.Count : CountBelow(_replay.Min);

    /// <summary>One of the messages that can be sent, in order.</summary>
    public StoredMessage Ready(int at) => _ready[at];

    public bool Contains(long entry) => PlaceOf(entry) >= 0 || _replay.Contains(entry);

    public void Add(StoredMessage message)
    {
        if (_ready.Count == 0 || _ready[^1].EntryId < message.EntryId)
        {
            _ready.Add(message); // As nearly always: it was just read behind the others.
            _bytes += message.Size;
        }
        else if (PlaceOf(message.EntryId) is < 0 and var place)
        {
            _ready.Insert(~place, message);
            _bytes += message.Size;
        }
    }

    /// <summary>It is to be read (again).</summary>
    public void Add(long entry) => _replay.Add(entry);

    public void Remove(long entry)
    {
        if (PlaceOf(entry) is >= 0 and var place)
        {
            Remove(place, 1);
        }

        _replay.Remove(entry);
    }

    public void RemoveBelow(long entry)
    {
        _replay.RemoveWhere(below => below < entry);
        Remove(0, CountBelow(entry));
    }

    /// <summary>After a pass over the first of the ready messages: removes all but these.</summary>
    /// <param name="passed">How many the pass has looked at.</param>
    /// <param name="stay">The places of those that stay, ascending.</param>
    public void RemoveSent(int passed, List<int> stay)
    {
        var kept = 0;
        foreach (var at in stay)
        {
            (_ready[kept], _ready[at]) = (_ready[at], _ready[kept]);
            kept++;
        }

        Remove(kept, passed - kept);
    }

    public void Clear()
    {
        _ready.Clear();
        _replay.Clear();
        _bytes = 0;
    }

    /// <summary>Has the budget know how much lies here. Once in a while and not at each message: others count there as well.</summary>
    public void Count()
    {
        if (_bytes != _counted)
        {
            budget.CountReadAhead(_bytes - _counted);
            _counted = _bytes;
        }
    }

    /// <summary>The numbers to be read next, or null.</summary>
    public IReadOnlyList<long>? NextToRead() =>
        _replay.Count > 0 && (HasSpace || _replay.Min < _ready[^1].EntryId) ? [.. _replay.Take(PageMessages)] : null;

    /// <summary>Takes what was read.</summary>
    public void TakeRead(IReadOnlyList<long> asked, IReadOnlyList<StoredMessage> found)
    {
        // Large messages end a page early. A message missing before the last one read was removed.
        var end = found.Count > 0 ? found[^1].EntryId : asked[^1];
        foreach (var message in found)
        {
            Add(message);
        }

        foreach (var read in asked.TakeWhile(entry => entry <= end))
        {
            _replay.Remove(read);
        }

        while (_ready.Count > Most)
        {
            _replay.Add(_ready[^1].EntryId);
            Remove(_ready.Count - 1, 1);
        }
    }

    private void Remove(int from, int count)
    {
        for (var at = from; at < from + count; at++)
        {
            _bytes -= _ready[at].Size;
        }

        _ready.RemoveRange(from, count);
    }

    private int CountBelow(long entry)
    {
        var place = PlaceOf(entry);
        return place < 0 ? ~place : place;
    }

    /// <summary>The place of a message, or the complement of where it would be.</summary>
    private int PlaceOf(long entry)
    {
        var (low, high) = (0, _ready.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_ready[middle].EntryId == entry)
            {
                return middle;
            }

            (low, high) = _ready[middle].EntryId < entry ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }
}
