using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>
/// The messages between a subscription's cursor and its consumers. It keeps numbers only, and a bounded page of messages that wait for a place:
/// messages to redeliver are read again. Owned by the subscription's loop, which reads what it asks for.
/// </summary>
internal sealed class Dispatcher
{
    private readonly EngineStream _stream;
    private readonly AckSet _acks;
    private readonly DeadLetters _deadLetters;
    private readonly SentMessages _sent;
    private readonly List<int> _stay = [];

    /// <param name="stream">Where the messages are.</param>
    /// <param name="acks">The cursor.</param>
    /// <param name="deadLetters">Takes what was redelivered too often.</param>
    /// <param name="time">The clock of timeouts and schedules.</param>
    public Dispatcher(EngineStream stream, AckSet acks, DeadLetters deadLetters, TimeProvider time)
    {
        (_stream, _acks, _deadLetters, ReadNext) = (stream, acks, deadLetters, acks.LowMark);
        Waiting = new WaitingMessages(stream.Memory);
        Scheduled = new ScheduledEntries(stream.Options.ScheduledEntries);
        _sent = new SentMessages(Choice, time);
        (Sent, SentAgain) = (new Traffic(time), new Traffic(time));
    }

    /// <summary>Who gets the next message.</summary>
    public ConsumerChoice Choice { get; } = new();

    /// <summary>What waits for a place at a consumer.</summary>
    public WaitingMessages Waiting { get; }

    /// <summary>What waits for its time. If there is very much, only what is in memory is counted.</summary>
    public ScheduledEntries Scheduled { get; }

    /// <summary>The first entry that was not read yet.</summary>
    public long ReadNext { get; private set; }

    /// <summary>What consumers were sent.</summary>
    public Traffic Sent { get; }

    /// <summary>What of that was sent again.</summary>
    public Traffic SentAgain { get; }

    /// <summary>Whether everything there is was sent.</summary>
    public bool IsDrained => ReadNext >= _stream.Log.Watermark && Waiting.IsEmpty && !Choice.Consumers.Any(consumer => consumer.Outbox.HasWritten);

    /// <summary>Messages sent and not acknowledged.</summary>
    public int Unacknowledged => _sent.Count;

    /// <summary>When the first message comes due that is not due yet.</summary>
    public DateTimeOffset? NextDue => _sent.NextDue is { } due && !(Scheduled.Next < due) ? due : Scheduled.Next;

    public void Add(EngineConsumer consumer)
    {
        var before = Choice.Active;
        Choice.Add(consumer);
        if (before is not null && Choice.HasOneReceiver && Choice.Active != before)
        {
            Requeue(before); // The new one takes over, in order.
        }
    }

    /// <summary>False where it was removed before.</summary>
    public bool Remove(EngineConsumer consumer)
    {
        if (!Choice.Remove(consumer))
        {
            return false;
        }

        Requeue(consumer);
        if (Choice.Consumers.Count == 0)
        {
            Restart();
        }

        return true;
    }

    /// <summary>Acknowledges an entry; false where there is nothing to acknowledge.</summary>
    public bool Acknowledge(long entry)
    {
        if (entry < 0 || entry >= _stream.Log.Watermark || !_acks.Add(entry))
        {
            return false;
        }

        Waiting.Remove(entry);
        _sent.Acknowledge(entry);
        return true;
    }

    /// <summary>Redelivers an entry when it is due; nothing where it is not this consumer's.</summary>
    public void Deny(EngineConsumer consumer, long entry, DateTimeOffset due) => _sent.Deny(consumer, entry, due);

    /// <summary>A message comes back from the dead letter topic, which does not take it.</summary>
    public void Return(long entry)
    {
        // Its consumers may have left meanwhile. Then the next consumers got it, or it will be read with the rest.
        if (entry < ReadNext && IsPending(entry))
        {
            Waiting.Add(entry);
        }
    }

    /// <summary>Acknowledges everything below an entry.</summary>
    public void SkipTo(long entry)
    {
        _acks.AddAllBelow(entry);
        ReadNext = Math.Max(ReadNext, _acks.LowMark);
        Waiting.RemoveBelow(entry);
        _sent.AcknowledgeBelow(entry);
    }

    /// <summary>Acknowledges everything below an entry and nothing from it on. Messages that consumers have are taken back.</summary>
    public void Reset(long entry)
    {
        foreach (var consumer in Choice.Consumers)
        {
            Requeue(consumer);
        }

        _acks.Reset(entry);
        Restart();
    }

    /// <summary>Everything is read again from the cursor on; nothing stays in memory.</summary>
    public void Restart()
    {
        Waiting.Clear();
        _sent.Clear();
        Scheduled.Clear();
        ReadNext = _acks.LowMark;
    }

    /// <summary>Whether a message is to be delivered and is not in memory already.</summary>
    public bool IsPending(long entry) => !_acks.Contains(entry) && !_sent.Contains(entry) && !Waiting.Contains(entry);

    /// <summary>Whether a message was dispatched and not sent yet.</summary>
    public bool IsWritten(long entry) => _sent.IsWritten(entry);

    /// <summary>Takes back what was not acknowledged in time, and takes up what had to wait for its time.</summary>
    public void TakeDue(DateTimeOffset now)
    {
        while (_sent.TryTakeDue(now, out var message))
        {
            var settings = message.Owner.Settings;
            if (!settings.CountsRedeliveries)
            {
                Requeue(message.Owner);
            }
            else if (_sent.TakeBack(message, counts: true) > settings.MaxRedeliverCount)
            {
                _deadLetters.Add(message.Entry, settings);
            }
            else
            {
                Waiting.Add(message.Entry);
            }
        }

        while (Waiting.HasReplaySpace && Scheduled.TryTake(now, out var entry))
        {
            if (IsPending(entry))
            {
                Waiting.Add(entry);
            }
        }
    }

    /// <summary>Writes the waiting messages for which there is a place into the outboxes.</summary>
    public void Dispatch()
    {
        Choice.StartPass();
        _stay.Clear();
        var (ready, at) = (Waiting.ReadyCount, 0);
        for (; at < ready; at++)
        {
            var message = Waiting.Ready(at);
            if (Choice.Choose(message.Key) is { } consumer)
            {
                Write(consumer, message);
            }
            else if (Choice.WaitingBlocksOthers)
            {
                break;
            }
            else
            {
                _stay.Add(at);
            }
        }

        Waiting.RemoveSent(at, _stay);
    }

    /// <summary>Hands over what was dispatched. Last, so that all state is in place when the consumers read it.</summary>
    public void Send()
    {
        _sent.HandOver();
        foreach (var consumer in Choice.Consumers)
        {
            if (consumer.Outbox.HasWritten)
            {
                var sent = consumer.Outbox.Send();
                consumer.Sent.Add(sent.Messages, sent.Bytes);
                Sent.Add(sent.Messages, sent.Bytes);
                SentAgain.Add(sent.AgainMessages, sent.AgainBytes);
            }
        }
    }

    /// <summary>The next entry that is neither acknowledged nor read.</summary>
    public long SeekNext() => ReadNext = _acks.NextNotAcknowledged(ReadNext);

    /// <summary>Takes messages that were read from <see cref="ReadNext"/> on: all that there are, or all below the last of them.</summary>
    /// <param name="end">The end of the stream before they were read.</param>
    /// <param name="page">The messages.</param>
    /// <param name="now">What is due later has to wait, except where one consumer gets all in order.</param>
    public void TakePage(long end, IReadOnlyList<StoredMessage> page, DateTimeOffset now)
    {
        var from = ReadNext;
        ReadNext = page.Count > 0 ? page[^1].EntryId + 1 : end;
        if (page.Count < ReadNext - from)
        {
            AcknowledgeRemoved(from, page);
        }

        var time = now.ToUnixTimeMilliseconds();
        foreach (var message in page)
        {
            if (_acks.Contains(message.EntryId))
            {
                continue;
            }

            if (message.DeliverAt > time && !Choice.HasOneReceiver)
            {
                Scheduled.Add(message.DeliverAt, message.EntryId);
            }
            else
            {
                Waiting.Add(message);
            }
        }
    }

    /// <summary>What is not in a page was removed. It counts as acknowledged, or it would stay in the backlog for ever.</summary>
    private void AcknowledgeRemoved(long from, IReadOnlyList<StoredMessage> page)
    {
        foreach (var entry in page.Select(message => message.EntryId).Append(ReadNext))
        {
            _acks.AddRange(from, entry);
            from = entry + 1;
        }
    }

    private void Write(EngineConsumer consumer, StoredMessage message)
    {
        consumer.Permits--;
        if (consumer.Settings.IsReader)
        {
            _acks.Add(message.EntryId);
        }
        else
        {
            _sent.Add(consumer, message);
        }

        consumer.Outbox.Write(new Delivery(new MessagePosition(_stream.Id, message.EntryId), message, _sent.Redeliveries(message.EntryId)));
    }

    /// <summary>A consumer's messages are redelivered without counting, as it may never have seen them.</summary>
    private void Requeue(EngineConsumer consumer)
    {
        consumer.TakeBackUntaken();
        foreach (var message in _sent.Of(consumer))
        {
            _sent.TakeBack(message, counts: false);
            Waiting.Add(message.Entry);
        }
    }
}
