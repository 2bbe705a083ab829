using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>
/// The messages between a subscription's cursor and its consumers: waiting, sent and unacknowledged, or due later. Guarded by the
/// subscription's lock.
/// </summary>
internal sealed class Dispatcher(EngineStream stream, AckSet acks, TimeProvider time, Action ring, Action<ReadyMessage, ConsumerSettings> bury)
{
    private readonly SortedDictionary<long, ReadyMessage> _ready = [];
    private readonly Dictionary<long, ReadyMessage> _unacked = [];
    private readonly Schedule _schedule = new(time, ring);

    /// <summary>Who gets the next message.</summary>
    public ConsumerChoice Choice { get; } = new();

    /// <summary>The first entry that was not read yet.</summary>
    public long ReadNext { get; private set; } = acks.LowMark;

    /// <summary>Messages that wait for a permit.</summary>
    public int Waiting => _ready.Count;

    /// <summary>Messages sent and not acknowledged.</summary>
    public int Unacknowledged => _unacked.Count;

    /// <summary>Acknowledges an entry; false where there is nothing to acknowledge.</summary>
    public bool Acknowledge(long entry)
    {
        if (entry >= ReadNext || !acks.Add(entry))
        {
            return false;
        }

        _ready.Remove(entry);
        if (_unacked.Remove(entry, out var message))
        {
            Release(message);
        }

        return true;
    }

    /// <summary>Redelivers an entry after its consumer's delay; false where it is not this consumer's.</summary>
    public bool Deny(EngineConsumer consumer, long entry)
    {
        if (!_unacked.TryGetValue(entry, out var message) || message.IsDenied || message.Owner != consumer)
        {
            return false;
        }

        message.IsDenied = true;
        _schedule.Add(time.GetUtcNow() + consumer.Settings.NegativeAckDelay, message, message.Attempt);
        return true;
    }

    /// <summary>A message comes back from the dead letter topic, which does not take it.</summary>
    public void Return(ReadyMessage message) => _ready[message.Message.EntryId] = message;

    /// <summary>Acknowledges everything below an entry.</summary>
    public void SkipTo(long entry)
    {
        acks.AddAllBelow(entry);
        ReadNext = Math.Max(ReadNext, acks.LowMark);
        foreach (var below in _ready.Keys.TakeWhile(key => key < entry).ToArray())
        {
            _ready.Remove(below);
        }

        foreach (var below in _unacked.Keys.Where(key => key < entry).ToArray())
        {
            _unacked.Remove(below, out var message);
            Release(message!);
        }
    }

    /// <summary>Acknowledges everything below an entry and nothing from it on; whoever has messages gives them back.</summary>
    public void Reset(long entry)
    {
        foreach (var consumer in Choice.Consumers)
        {
            Requeue(consumer, countsAsRedelivery: false);
        }

        _ready.Clear();
        acks.Reset(entry);
        ReadNext = entry;
    }

    /// <summary>Forgets everything; nothing rings any more.</summary>
    public void Clear()
    {
        _ready.Clear();
        _unacked.Clear();
        _schedule.Stop();
    }

    public void TakePage(long from, IReadOnlyList<StoredMessage> page)
    {
        if (ReadNext != from)
        {
            return; // The cursor was moved while the page was read.
        }

        var now = time.GetUtcNow();
        foreach (var message in page)
        {
            if (acks.Contains(message.EntryId))
            {
                continue;
            }

            var due = DateTimeOffset.FromUnixTimeMilliseconds(message.DeliverAt);
            var ready = new ReadyMessage(message, 0);
            if (due > now && Choice.Type is SubscriptionType.Shared or SubscriptionType.KeyShared)
            {
                _schedule.Add(due, ready, attempt: 0);
            }
            else
            {
                _ready[message.EntryId] = ready;
            }
        }

        // Nothing there: the entries up to the watermark were removed.
        ReadNext = page.Count > 0 ? page[^1].EntryId + 1 : stream.Log.Watermark;
    }

    public void TakeDue()
    {
        while (_schedule.TryTake(time.GetUtcNow(), out var message, out var attempt))
        {
            var entry = message.Message.EntryId;
            if (acks.Contains(entry) || attempt != message.Attempt)
            {
                continue;
            }

            if (message.Owner is not { } owner)
            {
                _ready[entry] = message;
            }
            else if (owner.Settings.CountsRedeliveries)
            {
                _unacked.Remove(entry);
                Release(message);
                Redeliver(message, owner.Settings, counts: true);
            }
            else
            {
                Requeue(owner, countsAsRedelivery: false);
            }
        }
    }

    public void Dispatch()
    {
        Choice.StartPass();
        List<long>? sent = null;
        foreach (var (entry, message) in _ready)
        {
            if (Choice.Choose(message) is not { } consumer)
            {
                if (Choice.WaitingBlocksOthers)
                {
                    break;
                }

                continue;
            }

            (sent ??= []).Add(entry);
            Send(consumer, message);
        }

        foreach (var entry in sent ?? [])
        {
            _ready.Remove(entry);
        }
    }

    private void Send(EngineConsumer consumer, ReadyMessage message)
    {
        consumer.Permits--;
        message.Attempt++;
        if (consumer.Settings.IsReader)
        {
            acks.Add(message.Message.EntryId);
            Write(consumer, message);
            return;
        }

        message.Owner = consumer;
        message.IsDenied = false;
        consumer.Unacknowledged++;
        _unacked[message.Message.EntryId] = message;
        Choice.Sent(consumer, message);
        if (consumer.Settings.AckTimeout > TimeSpan.Zero)
        {
            _schedule.Add(time.GetUtcNow() + consumer.Settings.AckTimeout, message, message.Attempt);
        }

        // Last: who reads it finds everything about it in place.
        Write(consumer, message);
    }

    private void Write(EngineConsumer consumer, ReadyMessage message) => consumer.Outbox.Writer.TryWrite(
        new Delivery(new MessagePosition(stream.Id, message.Message.EntryId), message.Message, message.RedeliveryCount));

    private void Release(ReadyMessage message)
    {
        if (message.Owner is { } owner)
        {
            owner.Unacknowledged--;
            owner.Permits += owner.Settings.PullMode ? 0 : 1;
            message.Owner = null;
            Choice.Settled(message);
        }
    }

    public void Requeue(EngineConsumer consumer, bool countsAsRedelivery)
    {
        while (consumer.Outbox.Reader.TryRead(out _))
        {
            // What it was not yet sent is among its unacknowledged messages.
        }

        foreach (var (entry, message) in _unacked.Where(pair => pair.Value.Owner == consumer).ToArray())
        {
            _unacked.Remove(entry);
            Release(message);
            Redeliver(message, consumer.Settings, countsAsRedelivery);
        }
    }

    private void Redeliver(ReadyMessage message, ConsumerSettings settings, bool counts)
    {
        message.Attempt++;
        message.RedeliveryCount += counts ? 1 : 0;
        if (counts && settings.MaxRedeliverCount is { } most && message.RedeliveryCount > most)
        {
            bury(message, settings);
            return;
        }

        _ready[message.Message.EntryId] = message;
    }
}
