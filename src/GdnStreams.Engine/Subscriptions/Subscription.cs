using System.Threading.Channels;
using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>
/// A cursor and its consumers. One pump moves messages from the stream to the consumers' windows; history and live are the same path:
/// it reads on from the cursor until there is nothing more, and an append rings it again.
/// </summary>
internal sealed class Subscription
{
    private const int PageMessages = 256;
    private const long PageBytes = 4 * 1024 * 1024;
    private readonly Lock _lock = new();
    private readonly EngineStream _stream;
    private readonly TimeProvider _time;
    private readonly AckSet _acks;
    private readonly ConsumerChoice _choice = new();
    private readonly SortedDictionary<long, ReadyMessage> _ready = [];
    private readonly Dictionary<long, ReadyMessage> _unacked = [];
    private readonly Schedule _schedule;
    private readonly CursorSaver? _saver;
    private long _readNext;
    private bool _pumping;
    private bool _rung;
    private bool _deleted;
    private long _consumersEver;

    public Subscription(EngineStream stream, string name, AckSet acks, bool isDurable, TimeProvider time)
    {
        (_stream, Name, _acks, IsDurable, _time) = (stream, name, acks, isDurable, time);
        _readNext = acks.LowMark;
        _schedule = new Schedule(time, Ring);
        if (isDurable)
        {
            _saver = new CursorSaver(Snapshot, stream.SaveCursorAsync);
        }
    }

    public string Name { get; }

    public bool IsDurable { get; }

    /// <summary>The first entry not acknowledged.</summary>
    public long LowMark
    {
        get
        {
            lock (_lock)
            {
                return _acks.LowMark;
            }
        }
    }

    public bool HasReachedEnd
    {
        get
        {
            lock (_lock)
            {
                return _stream.IsTerminated && _readNext >= _stream.Watermark && _ready.Count == 0;
            }
        }
    }

    public EngineConsumer Add(ConsumerSettings settings)
    {
        EngineConsumer consumer;
        lock (_lock)
        {
            var connected = _choice.Consumers.Count;
            if (_deleted)
            {
                throw new GdnException(GdnErrorCode.SubscriptionNotFound, $"The subscription {Name} is being deleted.");
            }

            if (connected > 0 && (settings.Type == SubscriptionType.Exclusive || _choice.Type != settings.Type))
            {
                throw new GdnException(
                    GdnErrorCode.SubscriptionBusy,
                    $"The subscription {Name} of {_stream.Topic.Topic} is {_choice.Type} and has {connected} connected consumer(s). Close them, use their type, or choose another subscription.");
            }

            var name = settings.ConsumerName ?? $"{Name}-{++_consumersEver}";
            consumer = new EngineConsumer(this, settings, name, _time.GetUtcNow());
            _choice.Add(consumer);
        }

        Ring();
        return consumer;
    }

    public void Acknowledge(MessagePosition position)
    {
        lock (_lock)
        {
            if (position.LedgerId != _stream.Id || position.EntryId >= _readNext || !_acks.Add(position.EntryId))
            {
                return;
            }

            _ready.Remove(position.EntryId);
            if (_unacked.Remove(position.EntryId, out var message))
            {
                ReleaseNeedsLock(message);
            }
        }

        _saver?.MarkDirty();
        Ring();
    }

    public void NegativeAcknowledge(EngineConsumer consumer, MessagePosition position)
    {
        lock (_lock)
        {
            if (position.LedgerId != _stream.Id || !_unacked.TryGetValue(position.EntryId, out var message) || message.IsDenied || message.Owner != consumer)
            {
                return;
            }

            message.IsDenied = true;
            _schedule.Add(_time.GetUtcNow() + consumer.Settings.NegativeAckDelay, message, message.Attempt);
        }

        Ring();
    }

    public void Permit(EngineConsumer consumer, int messages)
    {
        lock (_lock)
        {
            if (messages <= 0 || !(consumer.Settings.PullMode || consumer.Settings.IsReader))
            {
                return;
            }

            consumer.Permits = (int)Math.Min(int.MaxValue, (long)consumer.Permits + messages);
        }

        Ring();
    }

    public async ValueTask RemoveAsync(EngineConsumer consumer)
    {
        bool last;
        lock (_lock)
        {
            if (!_choice.Remove(consumer))
            {
                return;
            }

            consumer.Outbox.Writer.TryComplete();
            RequeueNeedsLock(consumer, countsAsRedelivery: consumer.Settings.CountsRedeliveries);
            last = _choice.Consumers.Count == 0;
        }

        if (last)
        {
            if (!IsDurable)
            {
                _stream.Forget(this);
            }

            await FlushAsync();
        }

        Ring();
    }

    public async Task UnsubscribeAsync(EngineConsumer consumer, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_choice.Consumers.Any(other => other != consumer))
            {
                throw new GdnException(GdnErrorCode.ActiveConsumers, $"The subscription {Name} has other connected consumers.");
            }
        }

        await DeleteAsync(force: true, cancellationToken);
    }

    public async Task DeleteAsync(bool force, CancellationToken cancellationToken)
    {
        EngineConsumer[] consumers;
        lock (_lock)
        {
            if (_choice.Consumers.Count > 0 && !force)
            {
                throw new GdnException(GdnErrorCode.ActiveConsumers, $"Subscription {Name} has active connected consumers. Close them first.");
            }

            _deleted = true;
            consumers = [.. _choice.Consumers];
            _ready.Clear();
            _unacked.Clear();
        }

        await FlushAsync();
        await _stream.DeleteSubscriptionAsync(this, cancellationToken);
        _schedule.Stop();
        foreach (var consumer in consumers)
        {
            consumer.Outbox.Writer.TryComplete();
        }
    }

    public Task FlushAsync() => _saver?.FlushAsync() ?? Task.CompletedTask;

    /// <summary>The message is in the dead letter topic now.</summary>
    public void AcknowledgeBuried(long entry)
    {
        lock (_lock)
        {
            _acks.Add(entry);
        }

        _saver?.MarkDirty();
    }

    /// <summary>Acknowledges everything below an entry: clear backlog, expiry.</summary>
    public void SkipTo(long entry)
    {
        lock (_lock)
        {
            _acks.AddAllBelow(entry);
            _readNext = Math.Max(_readNext, _acks.LowMark);
            foreach (var below in _ready.Keys.TakeWhile(key => key < entry).ToArray())
            {
                _ready.Remove(below);
            }

            foreach (var below in _unacked.Keys.Where(key => key < entry).ToArray())
            {
                _unacked.Remove(below, out var message);
                ReleaseNeedsLock(message!);
            }
        }

        _saver?.MarkDirty();
        Ring();
    }

    public SubscriptionStatus Status()
    {
        lock (_lock)
        {
            var consumers = _choice.Consumers
                .Select(c => new ConsumerStatus(c.Name, c.ConnectedSince, c.Permits, c.Unacknowledged)).ToArray();
            var backlog = Math.Max(0, _stream.Watermark - _acks.LowMark - _acks.IslandEntries);
            return new SubscriptionStatus(Name, IsDurable, consumers.Length > 0 ? _choice.Type : null, backlog, _unacked.Count, _acks.LowMark, _choice.Active?.Name, consumers);
        }
    }

    /// <summary>Wakes the pump: something was appended, acknowledged, permitted, or came due.</summary>
    public void Ring()
    {
        lock (_lock)
        {
            _rung = true;
            if (_pumping || _deleted || _choice.Consumers.Count == 0)
            {
                return;
            }

            _pumping = true;
        }

        _ = Task.Run(PumpAsync);
    }

    private async Task PumpAsync()
    {
        while (true)
        {
            int wanted;
            long from;
            lock (_lock)
            {
                _rung = false;
                TakeDueNeedsLock();
                DispatchNeedsLock();
                wanted = Math.Min(PageMessages, _choice.TotalPermits());
                from = _readNext;
                if (_deleted || wanted <= 0 || from >= _stream.Watermark || _ready.Count >= PageMessages)
                {
                    if (_rung)
                    {
                        continue;
                    }

                    _pumping = false;
                    return;
                }
            }

            IReadOnlyList<StoredMessage> page;
            try
            {
                page = await _stream.ReadAsync(from, wanted, PageBytes);
            }
            catch (Exception e)
            {
                FailConsumers(e);
                return;
            }

            lock (_lock)
            {
                TakePageNeedsLock(from, page);
            }
        }
    }

    private void TakePageNeedsLock(long from, IReadOnlyList<StoredMessage> page)
    {
        if (_readNext != from)
        {
            return; // The cursor was moved while the page was read.
        }

        var now = _time.GetUtcNow();
        foreach (var message in page)
        {
            if (_acks.Contains(message.EntryId))
            {
                continue;
            }

            var due = DateTimeOffset.FromUnixTimeMilliseconds(message.DeliverAt);
            var ready = new ReadyMessage(message, 0);
            if (due > now && _choice.Type is SubscriptionType.Shared or SubscriptionType.KeyShared)
            {
                _schedule.Add(due, ready, attempt: 0);
            }
            else
            {
                _ready[message.EntryId] = ready;
            }
        }

        // Nothing there: the entries up to the watermark were removed.
        _readNext = page.Count > 0 ? page[^1].EntryId + 1 : _stream.Watermark;
    }

    private void TakeDueNeedsLock()
    {
        while (_schedule.TryTake(_time.GetUtcNow(), out var message, out var attempt))
        {
            var entry = message.Message.EntryId;
            if (_acks.Contains(entry) || attempt != message.Attempt)
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
                ReleaseNeedsLock(message);
                RedeliverNeedsLock(message, owner.Settings, counts: true);
            }
            else
            {
                RequeueNeedsLock(owner, countsAsRedelivery: false);
            }
        }
    }

    private void DispatchNeedsLock()
    {
        _choice.StartPass();
        List<long>? sent = null;
        foreach (var (entry, message) in _ready)
        {
            if (_choice.Choose(message) is not { } consumer)
            {
                if (_choice.WaitingBlocksOthers)
                {
                    break;
                }

                continue;
            }

            (sent ??= []).Add(entry);
            SendNeedsLock(consumer, message);
        }

        foreach (var entry in sent ?? [])
        {
            _ready.Remove(entry);
        }
    }

    private void SendNeedsLock(EngineConsumer consumer, ReadyMessage message)
    {
        consumer.Permits--;
        message.Attempt++;
        if (consumer.Settings.IsReader)
        {
            _acks.Add(message.Message.EntryId);
            WriteNeedsLock(consumer, message);
            return;
        }

        message.Owner = consumer;
        message.IsDenied = false;
        consumer.Unacknowledged++;
        _unacked[message.Message.EntryId] = message;
        _choice.Sent(consumer, message);
        if (consumer.Settings.AckTimeout > TimeSpan.Zero)
        {
            _schedule.Add(_time.GetUtcNow() + consumer.Settings.AckTimeout, message, message.Attempt);
        }

        // Last: who reads it finds everything about it in place.
        WriteNeedsLock(consumer, message);
    }

    private void WriteNeedsLock(EngineConsumer consumer, ReadyMessage message) => consumer.Outbox.Writer.TryWrite(
        new Delivery(new MessagePosition(_stream.Id, message.Message.EntryId), message.Message, message.RedeliveryCount));

    private void ReleaseNeedsLock(ReadyMessage message)
    {
        if (message.Owner is { } owner)
        {
            owner.Unacknowledged--;
            owner.Permits += owner.Settings.PullMode ? 0 : 1;
            message.Owner = null;
            _choice.Settled(message);
        }
    }

    private void RequeueNeedsLock(EngineConsumer consumer, bool countsAsRedelivery)
    {
        while (consumer.Outbox.Reader.TryRead(out _))
        {
            // What it was not yet sent is among its unacknowledged messages.
        }

        foreach (var (entry, message) in _unacked.Where(pair => pair.Value.Owner == consumer).ToArray())
        {
            _unacked.Remove(entry);
            ReleaseNeedsLock(message);
            RedeliverNeedsLock(message, consumer.Settings, countsAsRedelivery);
        }
    }

    private void RedeliverNeedsLock(ReadyMessage message, ConsumerSettings settings, bool counts)
    {
        message.Attempt++;
        message.RedeliveryCount += counts ? 1 : 0;
        if (counts && settings.MaxRedeliverCount is { } most && message.RedeliveryCount > most)
        {
            // Not under this lock: the dead letter topic may be this very stream.
            _ = Task.Run(() => BuryAsync(message, settings));
            return;
        }

        _ready[message.Message.EntryId] = message;
    }

    private async Task BuryAsync(ReadyMessage message, ConsumerSettings settings)
    {
        try
        {
            await _stream.BuryAsync(this, message.Message, settings);
        }
        catch (GdnException)
        {
            // The dead letter topic takes nothing now: the message is delivered once more and tried again after that.
            lock (_lock)
            {
                _ready[message.Message.EntryId] = message;
            }

            Ring();
        }
    }

    private SubscriptionRecord Snapshot()
    {
        lock (_lock)
        {
            return _acks.ToRecord(Name);
        }
    }

    private void FailConsumers(Exception failure)
    {
        lock (_lock)
        {
            _pumping = false;
            foreach (var consumer in _choice.Consumers)
            {
                consumer.Outbox.Writer.TryComplete(failure);
            }
        }
    }
}
