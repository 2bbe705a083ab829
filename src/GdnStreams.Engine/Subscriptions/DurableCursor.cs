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

    /// <summary>On disk when this completes, whoever asked first.</summary>
    public Task EnsureStoredAsync() => _creation.RunAsync();

    public void MarkDirty() => _saver.MarkDirty();

    /// <summary>Completes when all that was changed before is on disk; fails where the next attempt to write it does. It is tried again all the same.</summary>
    public Task FlushAsync() => _saver.FlushAsync();

    /// <summary>Deletes the record; where that fails, the cursor goes on being saved.</summary>
    public async Task DeleteAsync()
    {
        // Nothing writes the cursor behind the deletion: a new subscription may have the name by then.
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

    /// <summary>Writes what is not yet written; tries again until a time is over.</summary>
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
