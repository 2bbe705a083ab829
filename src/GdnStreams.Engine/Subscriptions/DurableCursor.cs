using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>The record of a durable subscription: created once, saved after every change, deleted as a whole.</summary>
internal sealed class DurableCursor
{
    private static readonly TimeSpan RetryTime = TimeSpan.FromMilliseconds(100);
    private readonly EngineStream _stream;
    private readonly string _name;
    private readonly CursorSaver _saver;
    private readonly Once _creation;
    private long _storedLowMark;

    /// <param name="stream">The stream.</param>
    /// <param name="name">Name of the subscription.</param>
    /// <param name="snapshot">The cursor as it is now.</param>
    public DurableCursor(EngineStream stream, string name, Func<SubscriptionRecord> snapshot)
    {
        (_stream, _name) = (stream, name);
        _saver = new CursorSaver(snapshot, SaveAsync, stream.Options.BackgroundFailure);
        _creation = new Once(() => CreateAsync(snapshot()));
    }

    /// <summary>The low mark on disk; 0 until there is one. After a crash the subscription goes on from here, so the messages from here on must stay.</summary>
    public long StoredLowMark => Volatile.Read(ref _storedLowMark);

    /// <summary>Whether everything is written.</summary>
    public bool IsIdle => _saver.IsIdle;

    /// <summary>It was read from the disk.</summary>
    public void MarkStored(long lowMark)
    {
        Volatile.Write(ref _storedLowMark, lowMark);
        _creation.MarkDone();
    }

    /// <summary>Creates the record once; it is on disk when this completes.</summary>
    public Task EnsureStoredAsync() => _creation.RunAsync();

    public void MarkDirty() => _saver.MarkDirty();

    /// <summary>Completes when all earlier changes are on disk; fails if the next attempt fails. Either way the cursor is tried again until it is written.</summary>
    public Task FlushAsync() => _saver.FlushAsync();

    /// <summary>Deletes the record. If that fails, the cursor is saved as before.</summary>
    public async Task DeleteAsync()
    {
        // The cursor must not be written after the deletion: a new subscription may have its name by then.
        await _saver.PauseAsync();
        try
        {
            await _stream.DeleteRecordAsync(_name);
        }
        catch
        {
            _saver.Resume();
            throw;
        }
    }

    /// <summary>The record is gone: nothing is written any more.</summary>
    public Task EndAsync() => _saver.PauseAsync();

    /// <summary>Writes what is still unwritten, trying again until a deadline.</summary>
    /// <exception cref="GdnException">It could not be written.</exception>
    public async Task CloseAsync(CancellationToken giveUp)
    {
        while (true)
        {
            try
            {
                await FlushAsync();
                return;
            }
            catch (GdnException e) when (e.Code == GdnErrorCode.SubscriptionNotFound)
            {
                return; // It is being deleted.
            }
            catch (GdnException) when (!giveUp.IsCancellationRequested)
            {
                await Task.Delay(RetryTime, giveUp).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task CreateAsync(SubscriptionRecord record)
    {
        await _stream.CreateRecordAsync(record);
        Volatile.Write(ref _storedLowMark, record.LowMark);
    }

    private async Task SaveAsync(SubscriptionRecord record)
    {
        await _stream.SaveCursorAsync(record);
        Volatile.Write(ref _storedLowMark, record.LowMark);
        await _stream.TrimAsync();
    }
}
