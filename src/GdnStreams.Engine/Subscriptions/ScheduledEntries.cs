namespace GdnStreams.Engine;

/// <summary>
/// Messages that are not to be delivered yet, by number and time; only the soonest are in memory, the others are paged from the store.
/// Owned by the subscription's loop.
/// </summary>
internal sealed class ScheduledEntries(int most)
{
    private readonly SortedSet<(long DeliverAt, long Entry)> _soonest = [];

    /// <summary>Everything after this one is only in the store; null if everything is in memory.</summary>
    public (long DeliverAt, long Entry)? Beyond { get; private set; }

    /// <summary>How many are in memory.</summary>
    public int Count => _soonest.Count;

    /// <summary>When the first one is due; null where none is in memory.</summary>
    public DateTimeOffset? Next => _soonest.Count > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(_soonest.Min.DeliverAt) : null;

    /// <summary>Whether the next ones have to be paged from the store.</summary>
    public bool NeedsPage => _soonest.Count == 0 && Beyond is not null;

    /// <summary>Most entries of a page.</summary>
    public int PageSize => Math.Max(1, most / 2);

    public void Add(long deliverAt, long entry)
    {
        if (Beyond is { } beyond && (deliverAt, entry).CompareTo(beyond) > 0)
        {
            return;
        }

        _soonest.Add((deliverAt, entry));
        if (_soonest.Count > most)
        {
            while (_soonest.Count > PageSize)
            {
                _soonest.Remove(_soonest.Max);
            }

            Beyond = _soonest.Max;
        }
    }

    public bool TryTake(DateTimeOffset now, out long entry)
    {
        entry = 0;
        if (_soonest.Count == 0 || _soonest.Min.DeliverAt > now.ToUnixTimeMilliseconds())
        {
            return false;
        }

        entry = _soonest.Min.Entry;
        _soonest.Remove(_soonest.Min);
        return true;
    }

    /// <summary>Takes the page that follows <see cref="Beyond"/> in the store, without the entries for which <paramref name="isPending"/> is false: those are already elsewhere.</summary>
    public void TakePage(IReadOnlyList<(long DeliverAt, long EntryId)> page, Func<long, bool> isPending)
    {
        Beyond = page.Count < PageSize ? null : page[^1];
        foreach (var (deliverAt, entry) in page)
        {
            if (isPending(entry))
            {
                _soonest.Add((deliverAt, entry));
            }
        }
    }

    public void Clear()
    {
        _soonest.Clear();
        Beyond = null;
    }
}
