namespace GdnStreams.Engine;

/// <summary>
/// What waits for a place at a consumer, in order: a bounded number of messages in memory, and the numbers of those that are to be read
/// (again). Guarded by the subscription's lock.
/// </summary>
internal sealed class WaitingMessages
{
    /// <summary>Most messages in memory.</summary>
    private const int Most = 1_024;
    private const int PageMessages = 256;
    private readonly SortedDictionary<long, StoredMessage> _ready = [];
    private readonly SortedSet<long> _replay = [];

    public bool IsEmpty => _ready.Count == 0 && _replay.Count == 0;

    /// <summary>Whether more may be read.</summary>
    public bool HasSpace => _ready.Count < Most;

    /// <summary>Whether there is room for numbers that need not be here yet.</summary>
    public bool HasReplaySpace => _replay.Count < Most;

    public bool Contains(long entry) => _ready.ContainsKey(entry) || _replay.Contains(entry);

    public void Add(StoredMessage message) => _ready[message.EntryId] = message;

    /// <summary>It is to be read (again).</summary>
    public void Add(long entry) => _replay.Add(entry);

    public void Remove(long entry)
    {
        _ready.Remove(entry);
        _replay.Remove(entry);
    }

    public void RemoveBelow(long entry)
    {
        _replay.RemoveWhere(below => below < entry);
        foreach (var below in _ready.Keys.TakeWhile(key => key < entry).ToArray())
        {
            _ready.Remove(below);
        }
    }

    public void Clear()
    {
        _ready.Clear();
        _replay.Clear();
    }

    /// <summary>The numbers to be read next, or null.</summary>
    public IReadOnlyList<long>? NextToRead() =>
        _replay.Count > 0 && (HasSpace || _replay.Min < _ready.Keys.Last()) ? [.. _replay.Take(PageMessages)] : null;

    /// <summary>Takes what was read.</summary>
    public void TakeRead(IReadOnlyList<long> asked, IReadOnlyList<StoredMessage> found)
    {
        // Large messages end a page early. A message missing before the last one read was removed.
        var end = found.Count > 0 ? found[^1].EntryId : asked[^1];
        foreach (var message in found.Where(message => _replay.Remove(message.EntryId)))
        {
            _ready[message.EntryId] = message;
        }

        foreach (var removed in asked.TakeWhile(entry => entry <= end))
        {
            _replay.Remove(removed);
        }

        while (_ready.Count > Most)
        {
            var last = _ready.Keys.Last();
            _ready.Remove(last);
            _replay.Add(last);
        }
    }

    /// <summary>Offers the messages in order, up to the first that still has to be read, and removes those that were taken.</summary>
    /// <param name="offer">Whether the message is taken; null stops.</param>
    public void Offer(Func<StoredMessage, bool?> offer)
    {
        var barrier = _replay.Count > 0 ? _replay.Min : long.MaxValue;
        List<long>? taken = null;
        foreach (var (entry, message) in _ready)
        {
            if (entry > barrier || offer(message) is not { } isTaken)
            {
                break;
            }

            if (isTaken)
            {
                (taken ??= []).Add(entry);
            }
        }

        foreach (var entry in taken ?? [])
        {
            _ready.Remove(entry);
        }
    }
}
