namespace GdnStreams.Engine;

/// <summary>The newest messages of a stream, bounded, so that live subscriptions need not read the store. Guarded by the stream's lock.</summary>
internal sealed class Tail(int maxMessages, long maxBytes)
{
    private readonly Queue<StoredMessage> _messages = new();
    private long _bytes;

    public void Add(StoredMessage message)
    {
        _messages.Enqueue(message);
        _bytes += message.Payload.Length;
        while (_messages.Count > maxMessages || (_bytes > maxBytes && _messages.Count > 1))
        {
            _bytes -= _messages.Dequeue().Payload.Length;
        }
    }

    /// <summary>Forgets everything: an entry is missing, so what is here would have a hole.</summary>
    public void Clear()
    {
        _messages.Clear();
        _bytes = 0;
    }

    /// <summary>Messages from an entry on; null where they are older than the tail.</summary>
    public List<StoredMessage>? Read(long firstEntry, int count)
    {
        if (!_messages.TryPeek(out var oldest) || firstEntry < oldest.EntryId)
        {
            return null;
        }

        var page = new List<StoredMessage>(Math.Min(count, _messages.Count));
        var skip = firstEntry - oldest.EntryId;
        foreach (var message in _messages)
        {
            if (skip-- > 0)
            {
                continue;
            }

            if (page.Count == count)
            {
                break;
            }

            page.Add(message);
        }

        return page;
    }
}
