using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>The producers of one stream: who is connected, and how far each named one came. Thread-safe.</summary>
internal sealed class ProducerRegistry(EngineStream stream, IMessageStore store, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, EngineProducer?> _connected = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ProducerSequence> _sequences = new(StringComparer.Ordinal);
    private long _ever;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _connected.Count;
            }
        }
    }

    /// <exception cref="GdnException"><see cref="GdnErrorCode.ProducerBusy"/></exception>
    public async Task<EngineProducer> AddAsync(string? name, long? initialSequenceId, string address, CancellationToken cancellationToken)
    {
        long number;
        ProducerSequence? sequence = null;
        string reserved;
        lock (_lock)
        {
            number = ++_ever;
            reserved = name ?? $"gdn-{stream.Id}-{number}-{Guid.NewGuid().ToString("N")[..8]}";
            if (!_connected.TryAdd(reserved, null))
            {
                throw new GdnException(
                    GdnErrorCode.ProducerBusy,
                    $"Producer with name '{reserved}' is already connected to {stream.Topic.Topic}. Close it or choose another name.");
            }

            if (name is not null && _sequences.TryGetValue(name, out sequence) is false)
            {
                // Nothing of it is under way, so that the store knows its last one, and the reserved name keeps others out until we asked.
                sequence = null;
            }
        }

        try
        {
            if (name is not null)
            {
                sequence ??= new ProducerSequence(name, await store.GetLastSequenceIdAsync(stream.Id, name, cancellationToken));
            }

            lock (_lock)
            {
                if (sequence is not null)
                {
                    _sequences[reserved] = sequence;
                }

                var producer = new EngineProducer(stream, reserved, number, sequence, initialSequenceId ?? sequence?.Last ?? -1, address, time);
                _connected[reserved] = producer;
                return producer;
            }
        }
        catch
        {
            lock (_lock)
            {
                _connected.Remove(reserved);
            }

            throw;
        }
    }

    public void Remove(EngineProducer producer)
    {
        lock (_lock)
        {
            if (_connected.TryGetValue(producer.Name, out var connected) && connected == producer)
            {
                _connected.Remove(producer.Name);
                ForgetSequencesNeedsLock();
            }
        }
    }

    /// <summary>Who is connected.</summary>
    public IReadOnlyList<ProducerStatus> Status()
    {
        lock (_lock)
        {
            return [.. _connected.Values.OfType<EngineProducer>().Select(p => new ProducerStatus(p.Name, p.ConnectedSince, p.Sent.Status(), p.Address))];
        }
    }

    /// <summary>Of who left, only what is under way is in memory; the rest is in the store.</summary>
    private void ForgetSequencesNeedsLock()
    {
        foreach (var gone in _sequences.Values.Where(sequence => sequence.IsIdle && !_connected.ContainsKey(sequence.Name)).ToArray())
        {
            _sequences.Remove(gone.Name);
        }
    }
}
