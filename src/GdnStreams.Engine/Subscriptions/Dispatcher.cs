namespace GdnStreams.Engine;

/// <summary>
/// The messages between a subscription's cursor and its consumers. It keeps numbers only, and a bounded page of messages that wait for a place:
/// messages to redeliver are read again. Guarded by the subscription's lock.
/// </summary>
internal sealed class Dispatcher
{
    private const int PageMessages = 256;
    private readonly EngineStream _stream;
    private readonly AckSet _acks;
    private readonly TimeProvider _time;
    private readonly Action<long, ConsumerSettings> _bury;
    private readonly WaitingMessages _waiting = new();
    private readonly SentMessages _sent;
    private readonly ScheduledEntries _scheduled;
    private readonly Alarm _alarm;

    /// <param name="stream">Where the messages are.</param>
    /// <param name="acks">The cursor.</param>
    /// <param name="time">The clock of timeouts and schedules.</param>
    /// <param name="ring">Called when something comes due.</param>
    /// <param name="bury">Takes an entry that was redelivered too often.</param>
    public Dispatcher(EngineStream stream, AckSet acks, TimeProvider time, Action ring, Action<long, ConsumerSettings> bury)
    {
        (_stream, _acks, _time, _bury, ReadNext) = (stream, acks, time, bury, acks.LowMark);
        _scheduled = new ScheduledEntries(stream.Options.ScheduledEntries);
        _sent = new SentMessages(Choice, time);
        _alarm = new Alarm(time, ring);
        (Sent, SentAgain) = (new Traffic(time), new Traffic(time));
    }

    /// <summary>Who gets the next message.</summary>
    public ConsumerChoice Choice { get; } = new();

    /// <summary>The first entry that was not read yet.</summary>
    public long ReadNext { get; private set; }

    /// <summary>What consumers were sent.</summary>
    public Traffic Sent { get; }

    /// <summary>What of that was sent again.</summary>
    public Traffic SentAgain { get; }

    /// <summary>Messages that wait for their time. If there are very many, only those in memory are counted.</summary>
    public int Delayed => _scheduled.Count;

    /// <summary>Messages sent and not acknowledged.</summary>
    public int Unacknowledged => _sent.Count;

    /// <summary>Whether everything there is was sent.</summary>
    public bool IsDrained => ReadNext >= _stream.Log.Watermark && _waiting.IsEmpty;

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

        _waiting.Remove(entry);
        _sent.Acknowledge(entry);
        return true;
    }

    /// <summary>Redelivers an entry after its consumer's delay; false where it is not this consumer's.</summary>
    public bool Deny(EngineConsumer consumer, long entry) => _sent.Deny(consumer, entry);

    /// <summary>A message comes back from the dead letter topic, which does not take it.</summary>
    public void Return(long entry)
    {
        // Its consumers may have left meanwhile. Then the next consumers got it, or it will be read with the rest.
        if (entry < ReadNext && IsPending(entry))
        {
            _waiting.Add(entry);
        }
    }

    /// <summary>Acknowledges everything below an entry.</summary>
    public void SkipTo(long entry)
    {
        _acks.AddAllBelow(entry);
        ReadNext = Math.Max(ReadNext, _acks.LowMark);
        _waiting.RemoveBelow(entry);
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

    /// <summary>Forgets everything; nothing rings any more.</summary>
    public void Clear()
    {
        Restart();
        _alarm.Stop();
    }

    /// <summary>Whether a message is to be delivered and is not in memory already.</summary>
    public bool IsPending(long entry) => !_acks.Contains(entry) && !_sent.Contains(entry) && !_waiting.Contains(entry);

    /// <summary>Sends what can be sent now and says what to read next.</summary>
    public ReadPlan Advance()
    {
        var now = _time.GetUtcNow();
        TakeDue(now);
        Dispatch();
        _alarm.Set(_sent.NextDue is { } due && !(_scheduled.Next < due) ? due : _scheduled.Next, now);
        if (!Choice.HasRoom())
        {
            return ReadPlan.Nothing;
        }

        if (_waiting.NextToRead() is { } entries)
        {
            return new ReadPlan { Entries = entries };
        }

        if (_scheduled.NeedsPage)
        {
            return new ReadPlan { ScheduledAfter = _scheduled.Beyond, Below = ReadNext, Count = _scheduled.PageSize };
        }

        ReadNext = _acks.NextNotAcknowledged(ReadNext);
        return ReadNext < _stream.Log.Watermark && _waiting.HasSpace ? new ReadPlan { From = ReadNext, Count = PageMessages } : ReadPlan.Nothing;
    }

    /// <summary>Takes messages that were read from <see cref="ReadNext"/> on.</summary>
    public void TakePage(long from, long end, IReadOnlyList<StoredMessage> page)
    {
        if (ReadNext != from)
        {
            return; // The cursor was moved while the page was read.
        }

        ReadNext = page.Count > 0 ? page[^1].EntryId + 1 : end;
        if (page.Count < ReadNext - from)
        {
            AcknowledgeRemoved(from, page);
        }

        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var message in page.Where(message => !_acks.Contains(message.EntryId)))
        {
            if (message.DeliverAt > now && !Choice.HasOneReceiver)
            {
                _scheduled.Add(message.DeliverAt, message.EntryId);
            }
            else
            {
                _waiting.Add(message);
            }
        }
    }

    /// <summary>Takes messages that were read again.</summary>
    public void TakeReplay(IReadOnlyList<long> asked, IReadOnlyList<StoredMessage> found) => _waiting.TakeRead(asked, found);

    public void TakeScheduled((long DeliverAt, long Entry) after, IReadOnlyList<(long DeliverAt, long EntryId)> page) =>
        _scheduled.TakePage(after, page, IsPending);

    /// <summary>What is not in a page was removed. It counts as acknowledged, or it would stay in the backlog for ever.</summary>
    private void AcknowledgeRemoved(long from, IReadOnlyList<StoredMessage> page)
    {
        foreach (var entry in page.Select(message => message.EntryId).Append(ReadNext))
        {
            _acks.AddRange(from, entry);
            from = entry + 1;
        }
    }

    private void Dispatch()
    {
        Choice.StartPass();
        _waiting.Offer(message =>
        {
            if (Choice.Choose(message.Key) is not { } consumer)
            {
                return Choice.WaitingBlocksOthers ? null : false;
            }

            Send(consumer, message);
            return true;
        });
    }

    private void Send(EngineConsumer consumer, StoredMessage message)
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

        var redeliveries = _sent.Redeliveries(message.EntryId);
        Sent.Add(message.Payload.Length);
        consumer.Sent.Add(message.Payload.Length);
        if (redeliveries > 0)
        {
            SentAgain.Add(message.Payload.Length);
        }

        // Last, so that all state is in place when the consumer reads it.
        consumer.Outbox.Write(new Delivery(new Protocol.MessagePosition(_stream.Id, message.EntryId), message, redeliveries));
    }

    private void TakeDue(DateTimeOffset now)
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
                _bury(message.Entry, settings);
            }
            else
            {
                _waiting.Add(message.Entry);
            }
        }

        while (_waiting.HasReplaySpace && _scheduled.TryTake(now, out var entry))
        {
            if (IsPending(entry))
            {
                _waiting.Add(entry);
            }
        }
    }

    /// <summary>A consumer's messages are redelivered without counting, as it may never have seen them.</summary>
    private void Requeue(EngineConsumer consumer)
    {
        consumer.Outbox.Clear();
        foreach (var message in _sent.Of(consumer))
        {
            _sent.TakeBack(message, counts: false);
            _waiting.Add(message.Entry);
        }
    }

    /// <summary>Everything is read again from the cursor on; nothing stays in memory.</summary>
    private void Restart()
    {
        _waiting.Clear();
        _sent.Clear();
        _scheduled.Clear();
        _alarm.Set(null, _time.GetUtcNow());
        ReadNext = _acks.LowMark;
    }
}
