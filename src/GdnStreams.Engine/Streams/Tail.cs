namespace GdnStreams.Engine;

/// <summary>
/// The newest messages of a stream: a bounded number, without gaps. Live subscriptions read them here instead of from the store. Guarded by the log's lock.
/// </summary>
internal sealed class Tail(int maxMessages, long maxBytes)
{
    private StoredMessage[] _ring = new StoredMessage[4];
    private int _head;
    private int _count;
    private long _bytes;

    public void Add(StoredMessage message)
    {
        if (_count == _ring.Length)
        {
            Grow();
        }

        _ring[(_head + _count) % _ring.Length] = message;
        _count++;
        _bytes += message.Payload.Length;
        while (_count > maxMessages || (_bytes > maxBytes && _count > 1))
        {
            _bytes -= _ring[_head].Payload.Length;
            _ring[_head] = null!;
            _head = (_head + 1) % _ring.Length;
            _count--;
        }
    }

    /// <summary>Forgets everything: an entry is missing, and the tail must not have gaps.</summary>
    public void Clear()
    {
        Array.Clear(_ring);
        (_head, _count, _bytes) = (0, 0, 0);
    }

    /// <summary>These messages; null where one is older than the tail.</summary>
    public List<StoredMessage>? Read(IReadOnlyList<long> entries, long maxBytes)
    {
        var found = new List<StoredMessage>(entries.Count);
        long bytes = 0;
        foreach (var entry in entries)
        {
            var at = _count == 0 ? -1 : entry - _ring[_head].EntryId;
            if (at < 0 || at >= _count)
            {
                return null;
            }

            if (bytes >= maxBytes)
            {
                break;
            }

            found.Add(At((int)at));
            bytes += found[^1].Payload.Length;
        }

        return found;
    }

    /// <summary>Messages from an entry on; null where they are older than the tail.</summary>
    public List<StoredMessage>? Read(long firstEntry, int count, long maxBytes)
    {
        if (_count == 0 || firstEntry < _ring[_head].EntryId)
        {
            return null;
        }

        var page = new List<StoredMessage>();
        long bytes = 0;
        for (var i = (int)Math.Min(firstEntry - _ring[_head].EntryId, _count); i < _count && page.Count < count && bytes < maxBytes; i++)
        {
            page.Add(At(i));
            bytes += At(i).Payload.Length;
        }

        return page;
    }

    private StoredMessage At(int index) => _ring[(_head + index) % _ring.Length];

    private void Grow()
    {
        var larger = new StoredMessage[_ring.Length * 2];
        for (var i = 0; i < _count; i++)
        {
            larger[i] = At(i);
        }

        (_ring, _head) = (larger, 0);
    }
}
