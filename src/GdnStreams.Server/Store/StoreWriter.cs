using GdnStreams.Engine;
using GdnStreams.Protocol;
using Microsoft.Data.Sqlite;

namespace GdnStreams.Server.Store;

/// <summary>
/// The only writer: who has the turn, usually its own thread, owns the connection. He takes what waits, writes it in one transaction, and completes it after the commit, in order. A
/// transaction that fails is tried again in halves, down to single messages, so that only writes that cannot succeed fail. What waits is bounded by those who
/// give: producers wait for room in bytes, everybody else for the write that they gave.
/// </summary>
internal sealed class StoreWriter : IAsyncDisposable
{
    /// <summary>Most messages and other writes of a transaction; what waits beyond is for the next one.</summary>
    private const int LargestGroup = 8_192;

    /// <summary>A group of at least this many waits for more writes as long as more arrive.</summary>
    private const int BusyGroup = 16;

    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(1);

    /// <summary>How often the store checks, while writes fail, whether they work again.</summary>
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(1);

    private readonly WriteQueue _queue = new();

    /// <summary>What is worked on; where a write was divided, its parts too.</summary>
    private readonly List<StoreWrite> _group = [];

    private readonly WriteTransaction _transaction;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile GdnException? _failure;
    private volatile Exception? _bug;

    public StoreWriter(SqliteConnection connection)
    {
        _transaction = new WriteTransaction(connection, Note);
        new Thread(Run) { IsBackground = true, Name = "gdn store writer" }.Start();
    }

    /// <summary>Why writes fail now; null while they work.</summary>
    public GdnException? Failure => _failure;

    /// <summary>Runs a write in the next transaction; completes with its result once that is on disk.</summary>
    /// <param name="body">The write.</param>
    /// <param name="cancellationToken">If it is cancelled by now, nothing is written.</param>
    /// <param name="undo">What to undo, besides the database, if it fails after all.</param>
    public Task<T> RunAsync<T>(Func<WriteTransaction, T> body, CancellationToken cancellationToken, Action? undo = null)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        var write = new ControlWrite<T>(body, undo);
        _queue.Add(write);
        return write.Task;
    }

    /// <summary>Writes messages in the next transaction.</summary>
    public void Append(Append append) => _queue.Add(new AppendWrite(append, 0, append.Messages.Count));

    /// <inheritdoc cref="IMessageStore.TryTakeTurn"/>
    public bool TryTakeTurn() => _failure is null && _queue.TryTakeTurn();

    /// <inheritdoc cref="IMessageStore.WriteInTurn"/>
    public void WriteInTurn()
    {
        Write(probes: false);
        _queue.EndTurn(hasFailed: _failure is not null); // From then on the store's thread looks whether writes work again.
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Close(new ObjectDisposedException(nameof(StoreWriter)));
        await _ended.Task;
        await _transaction.DisposeAsync();
    }

    /// <summary>A write failed. If the disk was the cause, <see cref="Failure"/> says so until a write succeeds.</summary>
    private void Note(GdnException failure, Exception cause)
    {
        if (cause is not GdnException && StoreFailure.IsOfTheDisk(cause))
        {
            _failure = failure;
        }
    }

    private void Run()
    {
        bool? isThere;
        while ((isThere = _queue.Wait(_failure is null ? Timeout.InfiniteTimeSpan : ProbeInterval)) != false)
        {
            Write(probes: isThere is null);
            _queue.EndTurn(hasFailed: false);
        }

        if (_bug is { } bug)
        {
            _ended.SetException(bug);
        }
        else
        {
            _ended.SetResult();
        }
    }

    /// <summary>Who has the turn writes what waits. Never fails.</summary>
    /// <param name="probes">Nothing waits. Whether the disk works again is to be checked.</param>
    private void Write(bool probes)
    {
        try
        {
            if (probes)
            {
                Attempt([new ControlWrite<int>(Probe, undo: null)]);
            }
            else if (Gather() is { } failure)
            {
                FailInParts([.. _group], failure);
            }
            else
            {
                Complete(_group);
            }

            _group.Clear();
        }
        catch (Exception e)
        {
            Break(e);
        }
    }

    /// <summary>A bug: nothing more is written, and who waits or comes fails. Those who waited for what was worked on, too.</summary>
    private void Break(Exception bug)
    {
        _bug = bug;
        var failure = _failure = StoreFailure.Describe(bug);
        _queue.Close(bug);
        _queue.Take(_group, int.MaxValue);
        foreach (var write in _group.Where(write => !write.IsSettled))
        {
            Try(() => write.Fail(failure)); // What it tells may fail by the same bug; the others are told.
        }
    }

    private static int Probe(WriteTransaction writer) =>
        writer.Command("INSERT OR REPLACE INTO documents (kind, key, json) VALUES ('store', 'probe', hex(randomblob(16)))").ExecuteNonQuery();

    /// <summary>
    /// Writes everything that waits, and for a busy group also what arrives meanwhile: a commit costs the disk the same for one write as for hundreds.
    /// Returns why nothing was written, or null if it was.
    /// </summary>
    private Exception? Gather()
    {
        var since = TimeProvider.System.GetTimestamp();
        var changes = _transaction.Changes;
        var failure = Try(_transaction.Begin);
        var (count, written) = (0, 0);
        do
        {
            count += _queue.Take(_group, LargestGroup - count);
            failure ??= Try(() => Execute(_group, from: written));
            if (failure is not null || _group.Count == written)
            {
                break;
            }

            written = _group.Count;
            if (count >= BusyGroup)
            {
                Thread.Yield();
            }
        }
        while (count < LargestGroup && TimeProvider.System.GetElapsedTime(since) < Gathering);
        return Finish(_group, failure, changes);
    }

    private void Execute(IReadOnlyList<StoreWrite> writes, int from = 0)
    {
        for (var i = from; i < writes.Count; i++)
        {
            writes[i].Execute(_transaction);
        }
    }

    /// <summary>Tries some writes again; returns why none of them was written, or null if they were.</summary>
    private Exception? Attempt(IReadOnlyList<StoreWrite> writes)
    {
        var changes = _transaction.Changes;
        var failure = Try(() =>
        {
            _transaction.Begin();
            Execute(writes);
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

    /// <summary>Tries each half of a failed group again, down to the single message or other write that fails.</summary>
    private void FailInParts(StoreWrite[] writes, Exception cause)
    {
        if (writes is [var one])
        {
            if (one.Divide() is not (var first, var second))
            {
                var failure = StoreFailure.Describe(cause);
                Note(failure, cause);
                one.Fail(failure);
                return;
            }

            writes = [first, second];
            _group.AddRange(writes);
            one.LeaveToParts();
        }

        var half = writes.Length / 2;
        foreach (var part in new[] { writes[..half], writes[half..] })
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
