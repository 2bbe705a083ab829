using System.Threading.Channels;
using GdnStreams.Engine;
using GdnStreams.Protocol;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GdnStreams.Server.Store;

/// <summary>
/// The one writer: everything that waits goes into one transaction, and is told so after the commit, in order. A transaction that fails is
/// tried again in halves, down to single writes, so that only what cannot be written fails. The queue is bounded: a producer that outruns
/// the disk waits for a place.
/// </summary>
internal sealed class GroupCommit : IAsyncDisposable
{
    private const int QueueLength = 16_384;
    private const int LargestGroup = 4_096;

    /// <summary>A group of this size waits for more, as long as more comes.</summary>
    private const int BusyGroup = 16;

    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(1);

    /// <summary>While writes fail, the store looks this often whether they work again.</summary>
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(1);

    private readonly SqliteConnection _connection;
    private readonly Channel<StoreWrite> _queue = Channel.CreateBounded<StoreWrite>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);
    private readonly Dictionary<object, Action> _atCommit = [];
    private readonly Task _loop;
    private volatile GdnException? _failure;

    public GroupCommit(SqliteConnection connection)
    {
        _connection = connection;
        Messages = new MessageInsert(connection);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Why writes fail now; null while they work.</summary>
    public GdnException? Failure => _failure;

    /// <summary>Inserts a message within the running transaction.</summary>
    public MessageInsert Messages { get; }

    /// <summary>Whether a transaction is open: some failures end it.</summary>
    public bool IsInTransaction => raw.sqlite3_get_autocommit(_connection.Handle) == 0;

    /// <summary>Runs a write in the next transaction; its result comes once that is on disk.</summary>
    /// <param name="body">The write.</param>
    /// <param name="cancellationToken">Ends the waiting for a place in the queue.</param>
    /// <param name="undo">What to take back besides the database where it fails after all.</param>
    public async Task<T> RunAsync<T>(Func<GroupCommit, T> body, CancellationToken cancellationToken, Action? undo = null)
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
            // It keeps its turn: while one waits for a place, nothing is taken before it.
            _ = AppendLaterAsync(write);
        }
    }

    /// <summary>A statement of the running transaction, prepared once.</summary>
    public SqliteCommand Command(string sql, params ReadOnlySpan<object?> arguments)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < arguments.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = "$" + (i + 1) });
            }

            _commands[sql] = command;
        }

        for (var i = 0; i < arguments.Length; i++)
        {
            command.Parameters[i].Value = arguments[i] ?? DBNull.Value;
        }

        return command;
    }

    /// <summary>Runs something once before the running transaction commits; a later one of the same key replaces it.</summary>
    public void AtCommit(object key, Action action) => _atCommit[key] = action;

    /// <summary>A write failed; where it was the disk, <see cref="Failure"/> tells until one works.</summary>
    public void Note(GdnException failure, Exception cause)
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
        Messages.Dispose();
        foreach (var command in _commands.Values)
        {
            await command.DisposeAsync();
        }
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
            // A fault of this program: nothing is written any more, and everybody is told.
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

    /// <summary>Waits for something to write; false at the end. Looks from time to time whether a disk that failed works again.</summary>
    private async Task<bool> WaitAsync()
    {
        var waiting = _queue.Reader.WaitToReadAsync().AsTask();
        while (_failure is not null && await Task.WhenAny(waiting, Task.Delay(ProbeInterval)) != waiting)
        {
            Attempt([new ControlWrite<int>(Probe, undo: null)]);
        }

        return await waiting;
    }

    private static int Probe(GroupCommit writer) =>
        writer.Command("INSERT OR REPLACE INTO documents (kind, key, json) VALUES ('store', 'probe', hex(randomblob(16)))").ExecuteNonQuery();

    /// <summary>
    /// Writes what waits and, of a busy group, what comes in the meantime: a commit costs the disk the same for one write as for hundreds.
    /// Returns why nothing of it is on disk, or null where it is.
    /// </summary>
    private async Task<Exception?> GatherAsync(List<StoreWrite> group)
    {
        var since = TimeProvider.System.GetTimestamp();
        var changes = Changes();
        var failure = Try(Begin);
        int before;
        do
        {
            before = group.Count;
            failure ??= Try(() => TakeWaiting(group));
            if (failure is not null)
            {
                // At least one takes note of the failure, or the loop would only turn.
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

    /// <summary>Writes some again; returns why none of them is on disk, or null where they are.</summary>
    private Exception? Attempt(IReadOnlyList<StoreWrite> writes)
    {
        var changes = Changes();
        var failure = Try(() =>
        {
            Begin();
            foreach (var write in writes)
            {
                write.Execute(this);
            }
        });
        return Finish(writes, failure, changes);
    }

    /// <summary>Commits, or takes everything back.</summary>
    private Exception? Finish(IReadOnlyList<StoreWrite> writes, Exception? failure, long changesBefore)
    {
        if ((failure ?? Try(Commit)) is not { } cause)
        {
            if (Changes() != changesBefore)
            {
                _failure = null; // A transaction that changes nothing does not touch the disk.
            }

            return null;
        }

        _atCommit.Clear();
        Rollback();
        for (var i = writes.Count - 1; i >= 0; i--)
        {
            writes[i].Undo();
        }

        return cause;
    }

    /// <summary>Of writes that failed together each half is tried again, until a write that fails is alone.</summary>
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

    private void Begin() => Command("BEGIN IMMEDIATE").ExecuteNonQuery();

    private void TakeWaiting(List<StoreWrite> group)
    {
        while (group.Count < LargestGroup && _queue.Reader.TryRead(out var write))
        {
            group.Add(write);
            write.Execute(this);
        }
    }

    private void Commit()
    {
        foreach (var action in _atCommit.Values)
        {
            action();
        }

        _atCommit.Clear();
        Command("COMMIT").ExecuteNonQuery();
    }

    /// <summary>Some failures have rolled back already.</summary>
    private void Rollback()
    {
        if (IsInTransaction)
        {
            Command("ROLLBACK").ExecuteNonQuery();
        }
    }

    private long Changes() => raw.sqlite3_total_changes(_connection.Handle);

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
