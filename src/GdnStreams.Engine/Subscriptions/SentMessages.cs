using System.Diagnostics.CodeAnalysis;

namespace GdnStreams.Engine;

/// <summary>Messages delivered but not acknowledged: when each is due for redelivery, and how often it was redelivered. Owned by the subscription's loop.</summary>
internal sealed class SentMessages(ConsumerChoice choice, TimeProvider time)
{
    private readonly Dictionary<long, SentMessage> _messages = [];
    private readonly Dictionary<long, int> _redeliveries = [];
    private readonly Schedule _schedule = new();
    private long _attempts;
    private long _handedOver;

    public int Count => _messages.Count;

    /// <summary>When the first one may come back.</summary>
    public DateTimeOffset? NextDue => _schedule.Next;

    public bool Contains(long entry) => _messages.ContainsKey(entry);

    /// <summary>Whether a message lies written in its consumer's outbox, and was not handed over yet.</summary>
    public bool IsWritten(long entry) => _handedOver < _attempts && _messages.TryGetValue(entry, out var message) && IsWritten(message);

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
            _schedule.Add(time.After(consumer.Settings.AckTimeout), sent);
            _schedule.Prune(_messages);
        }
    }

    /// <summary>What was added so far is handed over to its consumers.</summary>
    public void HandOver() => _handedOver = _attempts;

    /// <summary>Frees the message's place at once; it is redelivered when it is due. Nothing where it is not this consumer's.</summary>
    public void Deny(EngineConsumer consumer, long entry, DateTimeOffset due)
    {
        if (_messages.TryGetValue(entry, out var message) && !message.IsDenied && message.Owner == consumer)
        {
            message.IsDenied = true;
            FreePlace(message);
            _schedule.Add(due, message);
        }
    }

    public void Acknowledge(long entry)
    {
        _redeliveries.Remove(entry);
        if (_messages.TryGetValue(entry, out var message))
        {
            if (IsWritten(message) && message.Owner.Outbox.Withdraw(entry))
            {
                message.Owner.ReturnPermits(1);
            }

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

    private bool IsWritten(SentMessage message) => message.Attempt > _handedOver;

    private static void FreePlace(SentMessage message)
    {
        if (message.HoldsPlace)
        {
            message.HoldsPlace = false;
            message.Owner.Permits += message.Owner.Settings.PullMode ? 0 : 1;
        }
    }
}
