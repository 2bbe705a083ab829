using System.Diagnostics.CodeAnalysis;

namespace GdnStreams.Engine;

/// <summary>Messages delivered but not acknowledged: when each is due for redelivery, and how often it was redelivered. Guarded by the subscription's lock.</summary>
internal sealed class SentMessages(ConsumerChoice choice, TimeProvider time)
{
    private readonly Dictionary<long, SentMessage> _messages = [];
    private readonly Dictionary<long, int> _redeliveries = [];
    private readonly Schedule _schedule = new();
    private long _attempts;

    public int Count => _messages.Count;

    /// <summary>When the first one may come back.</summary>
    public DateTimeOffset? NextDue => _schedule.Next;

    public bool Contains(long entry) => _messages.ContainsKey(entry);

    /// <summary>How often an entry came back.</summary>
    public int Redeliveries(long entry) => _redeliveries.GetValueOrDefault(entry);

    public void Add(EngineConsumer consumer, StoredMessage message)
    {
        var sent = new SentMessage(message.EntryId, message.Key, consumer, ++_attempts);
        _messages[message.EntryId] = sent;
        consumer.Unacknowledged++;
        choice.Sent(consumer, message.Key);
        if (consumer.Settings.AckTimeout > TimeSpan.Zero)
        {
            _schedule.Add(After(consumer.Settings.AckTimeout), sent);
            _schedule.Prune(_messages);
        }
    }

    /// <summary>Frees the message's place at once; it is redelivered after the consumer's delay.</summary>
    public bool Deny(EngineConsumer consumer, long entry)
    {
        if (!_messages.TryGetValue(entry, out var message) || message.IsDenied || message.Owner != consumer)
        {
            return false;
        }

        message.IsDenied = true;
        FreePlace(message);
        _schedule.Add(After(consumer.Settings.NegativeAckDelay), message);
        return true;
    }

    public void Acknowledge(long entry)
    {
        _redeliveries.Remove(entry);
        if (_messages.TryGetValue(entry, out var message))
        {
            TakeBack(message, counts: false);
        }
    }

    public void AcknowledgeBelow(long entry)
    {
        foreach (var below in _messages.Keys.Concat(_redeliveries.Keys).Where(key => key < entry).ToArray())
        {
            Acknowledge(below);
        }
    }

    /// <summary>Removes a message from its consumer; returns how often it came back.</summary>
    public int TakeBack(SentMessage message, bool counts)
    {
        _messages.Remove(message.Entry);
        message.Owner.Unacknowledged--;
        FreePlace(message);
        choice.Settled(message.Key);
        return counts ? _redeliveries[message.Entry] = Redeliveries(message.Entry) + 1 : Redeliveries(message.Entry);
    }

    public SentMessage[] Of(EngineConsumer consumer) => [.. _messages.Values.Where(message => message.Owner == consumer)];

    /// <summary>The next one whose time has come and that is still not acknowledged.</summary>
    public bool TryTakeDue(DateTimeOffset now, [NotNullWhen(true)] out SentMessage? message)
    {
        while (_schedule.TryTake(now, out var entry, out var attempt))
        {
            if (_messages.TryGetValue(entry, out message) && message.Attempt == attempt)
            {
                return true;
            }
        }

        message = null;
        return false;
    }

    public void Clear()
    {
        _messages.Clear();
        _redeliveries.Clear();
        _schedule.Clear();
    }

    private DateTimeOffset After(TimeSpan delay)
    {
        var now = time.GetUtcNow();
        return delay < DateTimeOffset.MaxValue - now ? now + delay : DateTimeOffset.MaxValue;
    }

    private static void FreePlace(SentMessage message)
    {
        if (message.HoldsPlace)
        {
            message.HoldsPlace = false;
            message.Owner.Permits += message.Owner.Settings.PullMode ? 0 : 1;
        }
    }
}
