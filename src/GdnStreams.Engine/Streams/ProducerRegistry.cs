using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>The producers of one stream: who is connected, and whose messages are still on their way to the disk. Thread-safe.</summary>
internal sealed class ProducerRegistry(EngineStream stream, IMessageStore store, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, EngineProducer?> _connected = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task> _leaving = new(StringComparer.Ordinal);
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
        string reserved;
        Task? predecessor;
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

            predecessor = _leaving.GetValueOrDefault(reserved);
        }

        try
        {
            // The store can tell duplicates only after the last message of the previous producer was stored or failed.
            if (predecessor is not null)
            {
                await predecessor.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                cancellationToken.ThrowIfCancellationRequested();
            }

            long? lastStored = name is null ? null : await store.GetLastSequenceIdAsync(stream.Id, name, cancellationToken);
            var producer = new EngineProducer(stream, reserved, number, lastStored, initialSequenceId ?? lastStored ?? -1, address, time);
            lock (_lock)
            {
                _connected[reserved] = producer;
            }

            return producer;
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
            if (_connected.GetValueOrDefault(producer.Name) != producer)
            {
                return;
            }

            _connected.Remove(producer.Name);
            if (producer.Settled is { IsCompleted: false } settled)
            {
                _leaving[producer.Name] = settled;
                _ = settled.ContinueWith(_ => HasLeft(producer.Name, settled), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
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

    private void HasLeft(string name, Task settled)
    {
        lock (_lock)
        {
            if (_leaving.GetValueOrDefault(name) == settled)
            {
                _leaving.Remove(name);
            }
        }
    }
}
