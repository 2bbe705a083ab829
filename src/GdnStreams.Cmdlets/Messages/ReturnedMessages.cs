using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// How often messages of a session were delivered and not acknowledged. The server counts that for Shared and KeyShared subscriptions only, and
/// forgets it with the last consumer; a script that gives up after a few attempts needs it for all. The oldest of very many are forgotten. Thread-safe.
/// </summary>
internal sealed class ReturnedMessages
{
    private const int Most = 10_000;
    private readonly Dictionary<(StreamName Stream, string Subscription, MessageId Id), int> _counts = [];
    private readonly Queue<(StreamName Stream, string Subscription, MessageId Id)> _order = new();
    private volatile bool _hasAny;

    /// <summary>How often the message was delivered before, as far as this session knows.</summary>
    public int CountOf(StreamName stream, string subscription, MessageId id)
    {
        if (!_hasAny)
        {
            return 0;
        }

        lock (_counts)
        {
            return _counts.TryGetValue((stream, subscription, id), out var count) ? count : 0;
        }
    }

    /// <summary>The message will be delivered again.</summary>
    public void Add(StreamName stream, string subscription, MessageId id, int redeliveries)
    {
        var key = (stream, subscription, id);
        lock (_counts)
        {
            _hasAny = true;
            if (!_counts.ContainsKey(key))
            {
                _order.Enqueue(key);
            }

            _counts[key] = redeliveries + 1;

            // Also those that were acknowledged since stand in the line.
            while (_order.Count > Most)
            {
                _counts.Remove(_order.Dequeue());
            }
        }
    }

    /// <summary>The message is acknowledged.</summary>
    public void Remove(StreamName stream, string subscription, MessageId id)
    {
        if (_hasAny)
        {
            lock (_counts)
            {
                _counts.Remove((stream, subscription, id));
            }
        }
    }
}
