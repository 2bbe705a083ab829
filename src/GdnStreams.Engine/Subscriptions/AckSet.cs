namespace GdnStreams.Engine;

/// <summary>Which entries are acknowledged: everything below the low mark, and islands above it. Not thread-safe.</summary>
internal sealed class AckSet
{
    private readonly SortedList<long, long> _islands = [];

    public AckSet(long lowMark) => LowMark = lowMark;

    public AckSet(SubscriptionRecord record)
        : this(record.LowMark)
    {
        foreach (var (first, last) in record.Islands)
        {
            _islands.Add(first, last);
            IslandEntries += last - first + 1;
        }
    }

    /// <summary>The first entry not acknowledged.</summary>
    public long LowMark { get; private set; }

    /// <summary>How many entries above the low mark are acknowledged.</summary>
    public long IslandEntries { get; private set; }

    public bool Contains(long entry)
    {
        if (entry < LowMark)
        {
            return true;
        }

        var at = FloorIndex(entry);
        return at >= 0 && _islands.GetValueAtIndex(at) >= entry;
    }

    /// <summary>Adds one entry; false where it was acknowledged before.</summary>
    public bool Add(long entry)
    {
        if (entry == LowMark && _islands.Count == 0)
        {
            LowMark++; // As nearly always: one after the other.
            return true;
        }

        if (Contains(entry))
        {
            return false;
        }

        var (first, last) = (entry, entry);
        var before = FloorIndex(entry);
        if (before >= 0 && _islands.GetValueAtIndex(before) == entry - 1)
        {
            first = _islands.GetKeyAtIndex(before);
            _islands.RemoveAt(before);
        }

        if (_islands.TryGetValue(entry + 1, out var end))
        {
            last = end;
            _islands.Remove(entry + 1);
        }

        IslandEntries++;
        if (first == LowMark)
        {
            LowMark = last + 1;
            IslandEntries -= last - first + 1;
        }
        else
        {
            _islands.Add(first, last);
        }

        return true;
    }

    /// <summary>Adds the entries from one on and below another; none where they are the same.</summary>
    public void AddRange(long first, long end)
    {
        if (first <= LowMark)
        {
            AddAllBelow(end);
            return;
        }

        while (first < end && FloorIndex(end) is >= 0 and var at && _islands.GetValueAtIndex(at) >= first - 1)
        {
            var (from, to) = (_islands.GetKeyAtIndex(at), _islands.GetValueAtIndex(at));
            (first, end) = (Math.Min(first, from), Math.Max(end, to + 1));
            IslandEntries -= to - from + 1;
            _islands.RemoveAt(at);
        }

        if (first < end)
        {
            _islands.Add(first, end - 1);
            IslandEntries += end - first;
        }
    }

    /// <summary>Acknowledges everything below an entry.</summary>
    public void AddAllBelow(long entry)
    {
        if (entry <= LowMark)
        {
            return;
        }

        LowMark = entry;
        while (_islands.Count > 0 && _islands.GetKeyAtIndex(0) <= LowMark)
        {
            LowMark = Math.Max(LowMark, _islands.GetValueAtIndex(0) + 1);
            _islands.RemoveAt(0);
        }

        IslandEntries = _islands.Sum(island => island.Value - island.Key + 1);
    }

    /// <summary>Acknowledges everything below an entry and nothing from it on.</summary>
    public void Reset(long entry)
    {
        _islands.Clear();
        (LowMark, IslandEntries) = (entry, 0);
    }

    /// <summary>The first entry from this one on that is not acknowledged.</summary>
    public long NextNotAcknowledged(long entry)
    {
        if (entry < LowMark)
        {
            return LowMark;
        }

        var at = FloorIndex(entry);
        return at >= 0 && _islands.GetValueAtIndex(at) >= entry ? _islands.GetValueAtIndex(at) + 1 : entry;
    }

    public SubscriptionRecord ToRecord(string name) => new(name, LowMark, [.. _islands.Select(island => (island.Key, island.Value))]);

    private int FloorIndex(long entry)
    {
        var (low, high) = (0, _islands.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_islands.GetKeyAtIndex(middle) <= entry)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return high;
    }
}
