using System.Threading.Channels;
using GdnStreams.Engine;
using GdnStreams.Protocol;
using Microsoft.Data.Sqlite;

namespace GdnStreams.Server.Store;

/// <summary>
/// The only writer. All waiting writes go into one transaction, and complete after the commit, in order. A transaction that fails is
/// tried again in halves, down to single writes, so that only writes that cannot succeed fail. The queue is bounded: a producer that is faster
/// than the disk waits.
/// </summary>
internal sealed class GroupCommit : IAsyncDisposable
{
    private const int QueueLength = 16_384;
    private const int LargestGroup = 4_096;

    /// <summary>A group of at least this size waits for more writes as long as more arrive.</summary>
    private const int BusyGroup = 16;

    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(1);

    /// <summary>How often the store checks, while writes fail, whether they work again.</summary>
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(1);

    private readonly WriteTransaction _transaction;
    private readonly Channel<StoreWrite> _queue = Channel.CreateBounded<StoreWrite>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
    private readonly Task _loop;
    private volatile GdnException? _failure;

    public GroupCommit(SqliteConnection connection)
    {
        _transaction = new WriteTransaction(connection, Note);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Why writes fail now; null while they work.</summary>
    public GdnException? Failure => _failure;

    /// <summary>Runs a write in the next transaction; completes with its result once that is on disk.</summary>
    /// <param name="body">The write.</param>
    /// <param name="cancellationToken">Ends the waiting for a place in the queue.</param>
    /// <param name="undo">What to undo, besides the database, if it fails after all.</param>
    public async Task<T> RunAsync<T>(Func<WriteTransaction, T> body, CancellationToken cancellationToken, Action? undo = null)
    {
        var write = new ControlWrite<T>(body, undo);
        try
        {
            await _queue.Writer.WriteAsync(write, cancellationToken);
        }
        catch (ChannelClosedException e)
        {
            throw Stopping(e);
        }

        return await write.Task;
    }

    /// <summary>Writes a message in the next transaction.</summary>
    public void Append(Append append)
    {
        var write = new AppendWrite(append);
        if (!_queue.Writer.TryWrite(write))
        {
            // It keeps its turn: while it waits for a place, no other write is accepted before it.
            _ = AppendLaterAsync(write);
        }
    }

    /// <summary>A write failed. If the disk was the cause, <see cref="Failure"/> says so until a write succeeds.</summary>
    private void Note(GdnException failure, Exception cause)
    {
        if (cause is not GdnException && StoreFailure.IsOfTheDisk(cause))
        {
            _failure = failure;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
        await _transaction.DisposeAsync();
    }

    private static GdnException Stopping(Exception e) => new(GdnErrorCode.Unavailable, "The server is stopping; the store takes no more writes.", e);

    private async Task AppendLaterAsync(AppendWrite write)
    {
        try
        {
            await _queue.Writer.WriteAsync(write);
        }
        catch (ChannelClosedException e)
        {
            write.Fail(Stopping(e));
        }
    }

    private async Task RunAsync()
    {
        try
        {
            await WriteAllAsync();
        }
        catch (Exception e)
        {
            // A bug: nothing more is written, and every caller fails.
            _failure = StoreFailure.Describe(e);
            _queue.Writer.TryComplete(e);
            while (_queue.Reader.TryRead(out var write))
            {
                write.Fail(_failure);
            }

            throw;
        }
    }

    private async Task WriteAllAsync()
    {
        var group = new List<StoreWrite>(LargestGroup);
        while (await WaitAsync())
        {
            group.Clear();
            if (await GatherAsync(group) is { } failure)
            {
                FailInParts(group, failure);
            }
            else
            {
                Complete(group);
            }
        }
    }

    /// <summary>Waits for a write; false at the end. After a disk failure it checks from time to time whether the disk works again.</summary>
    private async Task<bool> WaitAsync()
    {
        var waiting = _queue.Reader.WaitToReadAsync().AsTask();
        while (_failure is not null && await Task.WhenAny(waiting, Task.Delay(ProbeInterval)) != waiting)
        {
            Attempt([new ControlWrite<int>(Probe, undo: null)]);
        }

        return await waiting;
    }

    private static int Probe(WriteTransaction writer) =>
        writer.Command("INSERT OR REPLACE INTO documents (kind, key, json) VALUES ('store', 'probe', hex(randomblob(16)))").ExecuteNonQuery();

    /// <summary>
    /// Writes everything that waits, and for a busy group also what arrives meanwhile: a commit costs the disk the same for one write as for hundreds.
    /// Returns why nothing was written, or null if it was.
    /// </summary>
    private async Task<Exception?> GatherAsync(List<StoreWrite> group)
    {
        var since = TimeProvider.System.GetTimestamp();
        var changes = _transaction.Changes;
        var failure = Try(_transaction.Begin);
        int before;
        do
        {
            before = group.Count;
            failure ??= Try(() => TakeWaiting(group));
            if (failure is not null)
            {
                // At least one write must fail, or the loop would never end.
                if (group.Count == 0 && _queue.Reader.TryRead(out var first))
                {
                    group.Add(first);
                }

                break;
            }

            if (group.Count >= BusyGroup)
            {
                await Task.Yield();
            }
        }
        while (group.Count > before && TimeProvider.System.GetElapsedTime(since) < Gathering);
        return Finish(group, failure, changes);
    }

    /// <summary>Tries some writes again; returns why none of them was written, or null if they were.</summary>
    private Exception? Attempt(IReadOnlyList<StoreWrite> writes)
    {
        var changes = _transaction.Changes;
        var failure = Try(() =>
        {
            _transaction.Begin();
            foreach (var write in writes)
            {
                write.Execute(_transaction);
            }
        });
        return Finish(writes, failure, changes);
    }

    /// <summary>Commits, or takes everything back.</summary>
    private Exception? Finish(IReadOnlyList<StoreWrite> writes, Exception? failure, long changesBefore)
    {
        if ((failure ?? Try(_transaction.Commit)) is not { } cause)
        {
            if (_transaction.Changes != changesBefore)
            {
                _failure = null; // A transaction that changes nothing does not touch the disk.
            }

            return null;
        }

        _transaction.Rollback();
        for (var i = writes.Count - 1; i >= 0; i--)
        {
            writes[i].Undo();
        }

        return cause;
    }

    /// <summary>Tries each half of a failed group again, down to the single write that fails.</summary>
    private void FailInParts(IReadOnlyList<StoreWrite> writes, Exception cause)
    {
        if (writes.Count <= 1)
        {
            var failure = StoreFailure.Describe(cause);
            Note(failure, cause);
            foreach (var write in writes)
            {
                write.Fail(failure);
            }

            return;
        }

        var half = writes.Count / 2;
        foreach (var part in new[] { writes.Take(half).ToArray(), writes.Skip(half).ToArray() })
        {
            if (Attempt(part) is { } failure)
            {
                FailInParts(part, failure);
            }
            else
            {
                Complete(part);
            }
        }
    }

    private static void Complete(IReadOnlyList<StoreWrite> writes)
    {
        foreach (var write in writes)
        {
            write.Complete();
        }
    }

    private void TakeWaiting(List<StoreWrite> group)
    {
        while (group.Count < LargestGroup && _queue.Reader.TryRead(out var write))
        {
            group.Add(write);
            write.Execute(_transaction);
        }
    }

    private static Exception? Try(Action step)
    {
        try
        {
            step();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }
}
