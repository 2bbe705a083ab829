using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>One connected producer of a stream; its name is taken until it is disposed.</summary>
public sealed class EngineProducer : IAsyncDisposable
{
    /// <summary>A batch of so many is left to the store's thread, which gathers more.</summary>
    private const int Many = 16;

    private readonly EngineStream _stream;
    private readonly AppendChain _chain = new();
    private readonly bool _isNamed;
    private readonly long _lastStored;
    private long _sequenceId;
    private Task _lastAppend = Task.CompletedTask;
    private bool _disposed;

    /// <param name="stream">Where it sends.</param>
    /// <param name="name">Its name.</param>
    /// <param name="number">Its number on the stream.</param>
    /// <param name="lastStored">The last sequence id stored by a producer of this name, -1 for none; null if it has no name of its own.</param>
    /// <param name="lastSequenceId">Its first message gets this plus one.</param>
    /// <param name="address">Where it is.</param>
    /// <param name="time">The clock.</param>
    internal EngineProducer(EngineStream stream, string name, long number, long? lastStored, long lastSequenceId, string address, TimeProvider time)
    {
        (_stream, Name, Number, _sequenceId, Address, ConnectedSince) = (stream, name, number, lastSequenceId, address, time.GetUtcNow());
        (_isNamed, _lastStored) = (lastStored is not null, lastStored ?? -1);
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

    /// <summary>
    /// Why it stores nothing more: one of its messages could not be stored, and later ones must not overtake it. Null as long as none failed.
    /// Open another producer to go on.
    /// </summary>
    public GdnException? Failure => _chain.Failure;

    /// <summary>The sequence id of its last message, or where it began.</summary>
    public long LastSequenceId => _sequenceId;

    /// <summary>Whether its stream was deleted, so that it stores nothing more.</summary>
    public bool IsStreamDeleted => _stream.Log.Refusal?.Code == GdnErrorCode.StreamNotFound || Failure?.Code == GdnErrorCode.StreamNotFound;

    /// <summary>
    /// Whether its stream was deleted after everything that it sent was stored, so that another producer may go on in its place. Not so if a
    /// message failed (<see cref="Failure"/>): sent again, it would be taken for a duplicate of what was stored after it.
    /// </summary>
    public async ValueTask<bool> IsToBeginAnewAsync()
    {
        if (!IsStreamDeleted)
        {
            return false;
        }

        await Settled;
        return Failure is null;
    }

    internal Traffic Sent { get; }

    /// <summary>Completes when everything it sent is stored or has failed.</summary>
    internal Task Settled => Volatile.Read(ref _lastAppend);

    /// <summary>Completes when fewer than <see cref="EngineOptions.WriteBytes"/> are on their way to the disk; call it before each <see cref="Append"/> and <see cref="AppendAsync"/>.</summary>
    public Task WaitForRoomAsync(CancellationToken cancellationToken) => _stream.Log.WaitForRoomAsync(cancellationToken);

    /// <summary>
    /// Stores a batch, behind those that were given before. Calls must not overlap, but there is no need to await one before the next.
    /// Once a message is not stored, none after it is (<see cref="Failure"/>).
    /// </summary>
    /// <param name="batch">The messages.</param>
    /// <param name="writesAtOnce">
    /// Whether few messages are written by this thread where nothing else is being written: then they are settled when this returns, and no other thread has to wake for them.
    /// </param>
    /// <exception cref="ObjectDisposedException">The producer was disposed.</exception>
    public void Append(MessageBatch batch, bool writesAtOnce = false)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Sent.Add(batch.Count, batch.Bytes);
        var first = _sequenceId + 1;
        _sequenceId += batch.Count;
        if (_isNamed && first <= _lastStored && _stream.Log.Refusal is null)
        {
            var duplicates = (int)Math.Min(batch.Count, _lastStored - first + 1);
            batch.Drop(duplicates);
            first += duplicates;
        }

        if (batch.Messages.Count == 0)
        {
            batch.Finish();
        }
        else
        {
            Give(batch, first, writesAtOnce && batch.Messages.Count < Many && _stream.Log.TryTakeTurn());
        }
    }

    /// <summary>Stores a message; completes when it is on disk. Calls must not overlap, but there is no need to await one before the next.</summary>
    /// <returns>Where it is stored, or <see cref="MessagePosition.Earliest"/> (-1,-1) where a producer of this name stored this sequence id before.</returns>
    /// <exception cref="GdnException">
    /// <see cref="GdnErrorCode.StreamTerminated"/>, <see cref="GdnErrorCode.StreamNotFound"/>, <see cref="GdnErrorCode.Unavailable"/>: it is not
    /// stored, and none after it will be (<see cref="Failure"/>).
    /// </exception>
    /// <exception cref="ObjectDisposedException">The producer was disposed.</exception>
    public Task<MessagePosition> AppendAsync(NewMessage message)
    {
        var batch = new MessageBatch();
        batch.Add(message);
        Append(batch);
        return PositionAsync(batch);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _disposed = true;
        _stream.Remove(this);
        return default;
    }

    private void Give(MessageBatch batch, long firstSequenceId, bool isTurn)
    {
        try
        {
            if (_stream.Log.TryAppend(batch, _chain, _isNamed ? Name : null, firstSequenceId))
            {
                Volatile.Write(ref _lastAppend, batch.Settled);
            }
        }
        finally
        {
            if (isTurn)
            {
                _stream.Log.WriteInTurn();
            }
        }
    }

    private static async Task<MessagePosition> PositionAsync(MessageBatch batch)
    {
        await batch.Settled;
        return batch.PositionOf(0) ?? throw batch.Failure!;
    }
}
