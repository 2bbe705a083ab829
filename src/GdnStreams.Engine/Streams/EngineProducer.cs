using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>One connected producer of a stream; its name is taken until it is disposed.</summary>
public sealed class EngineProducer : IAsyncDisposable
{
    private readonly EngineStream _stream;
    private long _sequenceId;

    internal EngineProducer(EngineStream stream, string name, long number, long initialSequenceId, DateTimeOffset connectedSince)
    {
        (_stream, Name, Number, _sequenceId, ConnectedSince) = (stream, name, number, initialSequenceId, connectedSince);
    }

    /// <summary>Name of the producer.</summary>
    public string Name { get; }

    /// <summary>Number of the producer on its stream.</summary>
    public long Number { get; }

    /// <summary>When it connected.</summary>
    public DateTimeOffset ConnectedSince { get; }

    /// <summary>Stores a message; completes when it is on disk. Call it in order, one call at a time; many may be under way.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamTerminated"/>, <see cref="GdnErrorCode.StreamNotFound"/>, <see cref="GdnErrorCode.Unavailable"/></exception>
    public Task<MessagePosition> AppendAsync(NewMessage message) => _stream.AppendAsync(message, Name, ++_sequenceId);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _stream.Remove(this);
        return default;
    }
}
