using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>The messages of one stream: knows which are on disk, keeps the newest in memory.</summary>
internal sealed class MessageLog
{
    private readonly Lock _lock = new();
    private readonly IMessageStore _store;
    private readonly WriteBudget _budget;
    private readonly TimeProvider _time;
    private readonly Action _appended;
    private readonly Tail _tail;
    private readonly Traffic _taken;
    private readonly long _streamId;
    private Func<GdnException>? _refusal;
    private long _watermark;
    private long _first;
    private long _compactedBelow;
    private long _lastPublished;
    private int _pending;
    private long _removals;
    private (long Messages, long Bytes)? _measured;

    /// <param name="store">Where they are.</param>
    /// <param name="record">The stream.</param>
    /// <param name="options">How much is kept in memory.</param>
    /// <param name="budget">How much may be on its way to the disk.</param>
    /// <param name="time">The clock for publish times.</param>
    /// <param name="appended">Called when there is more to deliver.</param>
    public MessageLog(IMessageStore store, StreamRecord record, EngineOptions options, WriteBudget budget, TimeProvider time, Action appended)
    {
        (_store, _streamId, _budget, _time, _appended) = (store, record.Id, budget, time, appended);
        (_first, _watermark) = (record.FirstEntryId, record.NextEntryId);
        End = new StreamEnd(record.Id, record.NextEntryId);
        _compactedBelow = record.CompactedBelow;
        _tail = new Tail(options.TailMessages, options.TailBytes);
        _taken = new Traffic(time);
    }

    /// <summary>Where the store's writer takes the messages' numbers from.</summary>
    public StreamEnd End { get; }

    /// <summary>Everything below is on disk and may be delivered.</summary>
    public long Watermark => Volatile.Read(ref _watermark);

    /// <summary>The first entry that is still there.</summary>
    public long First => Volatile.Read(ref _first);

    /// <summary>Messages accepted since the stream was loaded.</summary>
    public TrafficStatus Taken => _taken.Status();

    public bool IsCompacted => Volatile.Read(ref _compactedBelow) > 0;

    public bool IsIdle
    {
        get
        {
            lock (_lock)
            {
                return _pending == 0;
            }
        }
    }

    /// <summary>Why no messages are accepted; null while they are.</summary>
    public GdnException? Refusal
    {
        get
        {
            lock (_lock)
            {
                return _refusal?.Invoke();
            }
        }
    }

    /// <summary>The entry at which a new subscription starts. It is never past the messages on disk: one that is still being written may fail.</summary>
    public long Start(ConsumerSettings settings) => settings.StartAfter is { } after
        ? Resolve(after, isExcluded: true)
        : settings.InitialPosition == InitialPosition.Earliest ? First : Watermark;

    /// <summary>The entry at a position, or after it if it is excluded; always between the first entry and the end.</summary>
    public long Resolve(MessagePosition position, bool isExcluded)
    {
        var end = Watermark;
        return position.LedgerId < _streamId ? First
            : position.LedgerId > _streamId ? end
            : Math.Clamp(Math.Min(position.EntryId, end) + (isExcluded ? 1 : 0), Math.Min(First, end), end);
    }

    /// <summary>Accepts nothing more from now on. Messages already being written are still stored.</summary>
    public void Close(Func<GdnException> refusal)
    {
        lock (_lock)
        {
            _refusal = refusal;
        }
    }

    /// <summary>Completes when more messages may be sent to the disk.</summary>
    public Task WaitForRoomAsync(CancellationToken cancellationToken) => _budget.WaitAsync(cancellationToken);

    /// <summary>Gives a batch to the store; <see cref="MessageBatch.Settled"/> completes when it is on disk, or when it is refused.</summary>
    /// <param name="batch">The messages.</param>
    /// <param name="chain">The messages of the producer before and after these.</param>
    /// <param name="producerName">The producer, for deduplication; null for none.</param>
    /// <param name="firstSequenceId">Its sequence id of the first message that is to be stored.</param>
    /// <returns>Whether it was accepted.</returns>
    public bool TryAppend(MessageBatch batch, AppendChain chain, string? producerName = null, long firstSequenceId = -1)
    {
        lock (_lock)
        {
            if (_refusal?.Invoke() is { } refusal)
            {
                chain.Break(refusal);
                batch.Refuse(refusal);
                return false;
            }

            _lastPublished = Math.Max(_lastPublished, _time.GetUtcNow().ToUnixTimeMilliseconds());
            var size = 0L;
            foreach (var message in batch.Messages)
            {
                message.PublishTime = _lastPublished;
                size += message.Size;
            }

            _pending += batch.Messages.Count;
            _budget.Take(size);

            // Under the lock, so that the store numbers and writes the messages in this order.
            _store.Append(new PendingAppend(this, chain, batch, producerName, firstSequenceId));
            return true;
        }
    }

    /// <inheritdoc cref="IMessageStore.TryTakeTurn"/>
    public bool TryTakeTurn() => _store.TryTakeTurn();

    /// <inheritdoc cref="IMessageStore.WriteInTurn"/>
    public void WriteInTurn() => _store.WriteInTurn();

    /// <summary>Called for messages once they are on disk or have failed, in the order in which they were appended.</summary>
    public void Settle(IReadOnlyList<StoredMessage> messages, int first, int count, bool isStored)
    {
        var (size, bytes) = (0L, 0L);
        for (var i = first; i < first + count; i++)
        {
            size += messages[i].Size;
            bytes += messages[i].Payload.Length;
        }

        _budget.Give(size);
        lock (_lock)
        {
            _pending -= count;
            if (!isStored)
            {
                return; // They took no numbers, so the stored messages have no gap.
            }

            for (var i = first; i < first + count; i++)
            {
                _tail.Add(messages[i]);
            }

            _taken.Add(count, bytes);
            Volatile.Write(ref _watermark, messages[first + count - 1].EntryId + 1);
        }

        _appended();
    }

    /// <summary>Messages from an entry on, at most up to the watermark.</summary>
    public async Task<IReadOnlyList<StoredMessage>> ReadAsync(long firstEntry, int count, long maxBytes)
    {
        lock (_lock)
        {
            if (_tail.Read(firstEntry, count, maxBytes) is { } page)
            {
                return page;
            }
        }

        // The store may return more: messages whose write has not been confirmed here yet. They must not be delivered, as their acknowledgements would be lost.
        var stored = await _store.ReadAsync(_streamId, firstEntry, count, maxBytes, CancellationToken.None);
        var end = Watermark;
        return stored.Count == 0 || stored[^1].EntryId < end ? stored : [.. stored.TakeWhile(message => message.EntryId < end)];
    }

    /// <summary>Single messages, in order. Removed ones are left out. It stops once this many bytes are read.</summary>
    public async Task<IReadOnlyList<StoredMessage>> ReadEntriesAsync(IReadOnlyList<long> entries, long maxBytes)
    {
        lock (_lock)
        {
            if (_tail.Read(entries, maxBytes) is { } found)
            {
                return found;
            }
        }

        return await _store.ReadEntriesAsync(_streamId, entries, maxBytes, CancellationToken.None);
    }

    /// <summary>Scheduled messages after one, in the order in which they come due.</summary>
    public Task<IReadOnlyList<(long DeliverAt, long EntryId)>> ListScheduledAsync((long DeliverAt, long Entry) after, long belowEntry, int count) =>
        _store.Maintenance.ListScheduledAsync(_streamId, after.DeliverAt, after.Entry, belowEntry, count, CancellationToken.None);

    /// <summary>How many messages and bytes of payload there are. Counted once and then updated; counted again after a removal.</summary>
    public async Task<(long Messages, long Bytes)> MeasureAsync(CancellationToken cancellationToken)
    {
        (long Messages, long Bytes, long End, long Removals) begin;
        lock (_lock)
        {
            var taken = Taken;
            if (_measured is { } known)
            {
                return (known.Messages + taken.Messages, known.Bytes + taken.Bytes);
            }

            begin = (taken.Messages, taken.Bytes, _watermark, _removals);
        }

        var counted = await _store.MeasureAsync(_streamId, begin.End, cancellationToken);
        lock (_lock)
        {
            if (begin.Removals == _removals)
            {
                _measured = (counted.Messages - begin.Messages, counted.Bytes - begin.Bytes);
            }
        }

        return counted;
    }

    /// <summary>Removes the messages below an entry.</summary>
    public async Task TrimAsync(long belowEntry, CancellationToken cancellationToken)
    {
        await _store.TrimAsync(_streamId, belowEntry, cancellationToken);
        lock (_lock)
        {
            RemovedNeedsLock();
            if (_first >= _compactedBelow)
            {
                _first = Math.Max(_first, belowEntry);
            }
        }
    }

    /// <summary>Below an entry, keeps the newest message of each key; returns how many were removed.</summary>
    public async Task<long> CompactAsync(long belowEntry, CancellationToken cancellationToken)
    {
        var removed = await _store.Maintenance.CompactAsync(_streamId, belowEntry, cancellationToken);
        lock (_lock)
        {
            // The messages in memory must not have gaps, so all of them are dropped.
            _tail.Clear();
            RemovedNeedsLock();
            _compactedBelow = Math.Max(_compactedBelow, belowEntry);
        }

        return removed;
    }

    private void RemovedNeedsLock()
    {
        _removals++;
        _measured = null;
    }
}
