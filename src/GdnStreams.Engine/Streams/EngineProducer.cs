using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>One connected producer of a stream; its name is taken until it is disposed.</summary>
public sealed class EngineProducer : IAsyncDisposable
{
    private readonly EngineStream _stream;
    private readonly ProducerSequence? _sequence;
    private long _sequenceId;
    private bool _disposed;

    internal EngineProducer(EngineStream stream, string name, long number, ProducerSequence? sequence, long lastSequenceId, string address, TimeProvider time)
    {
        (_stream, Name, Number, _sequence, _sequenceId, Address, ConnectedSince) = (stream, name, number, sequence, lastSequenceId, address, time.GetUtcNow());
        Sent = new Traffic(time);
    }

    /// <summary>Name of the producer.</summary>
    public string Name { get; }

    /// <summary>Number of the producer on its stream.</summary>
    public long Number { get; }

    /// <summary>Where it is, for the statistics only.</summary>
    public string Address { get; }

    /// <summary>When it connected.</summary>
    public DateTimeOffset ConnectedSince { get; }

    internal Traffic Sent { get; }

    /// <summary>Completes when fewer than <see cref="EngineOptions.WriteBytes"/> are on their way to the disk; call it before each <see cref="AppendAsync"/>.</summary>
    public Task WaitForRoomAsync(CancellationToken cancellationToken) => _stream.Log.WaitForRoomAsync(cancellationToken);

    /// <summary>Stores a message; completes when it is on disk. Call it in order, one call at a time; many may be under way.</summary>
    /// <returns>Where it is stored, or <see cref="MessagePosition.Earliest"/> (-1,-1) where a producer of this name stored this sequence id before.</returns>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamTerminated"/>, <see cref="GdnErrorCode.StreamNotFound"/>, <see cref="GdnErrorCode.Unavailable"/></exception>
    /// <exception cref="ObjectDisposedException">The producer was disposed.</exception>
    public Task<MessagePosition> AppendAsync(NewMessage message)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Sent.Add(message.Payload.Length);
        return _stream.Log.AppendAsync(message, _sequence, ++_sequenceId);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _disposed = true;
        _stream.Remove(this);
        return default;
    }
}
