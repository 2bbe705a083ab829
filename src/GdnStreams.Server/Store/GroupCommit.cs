using System.Threading.Channels;
using GdnStreams.Protocol;
using Microsoft.Data.Sqlite;

namespace GdnStreams.Server.Store;

/// <summary>
/// The one writer: everything that waits goes into one transaction, and its tasks complete after the commit, in order.
/// The queue is bounded: a producer that outruns the disk waits for a place.
/// </summary>
internal sealed class GroupCommit : IAsyncDisposable
{
    private const int QueueLength = 16_384;
    private const int LargestGroup = 4_096;

    /// <summary>A group of this size waits for more, as long as more comes.</summary>
    private const int BusyGroup = 16;

    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(1);
    private readonly SqliteConnection _connection;
    private readonly Channel<Write> _queue = Channel.CreateBounded<Write>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);
    private readonly Dictionary<object, Action> _atCommit = [];
    private readonly Task _loop;

    public GroupCommit(SqliteConnection connection)
    {
        _connection = connection;
        Messages = new MessageInsert(connection);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Runs a write in the next transaction; its result comes once that is on disk.</summary>
    /// <param name="body">The write.</param>
    /// <param name="cancellationToken">Ends the waiting for a place in the queue.</param>
    /// <param name="continuesHere">Who awaits it goes on in the writer's own loop, which waits for them: only for what is short.</param>
    public async Task<T> RunAsync<T>(Func<GroupCommit, T> body, CancellationToken cancellationToken, bool continuesHere = false)
    {
        var write = new Write<T>(body, continuesHere);
        try
        {
            await _queue.Writer.WriteAsync(write, cancellationToken);
        }
        catch (ChannelClosedException e)
        {
            throw new GdnException(GdnErrorCode.Unavailable, "The server is stopping; the store takes no more writes.", e);
        }

        return await write.Task;
    }

    /// <summary>Inserts a message within the running transaction.</summary>
    public MessageInsert Messages { get; }

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

    private async Task RunAsync()
    {
        var group = new List<Write>(LargestGroup);
        while (await _queue.Reader.WaitToReadAsync())
        {
            group.Clear();
            if (Attempt(group, Begin) && await GatherAsync(group) && Attempt(group, Commit))
            {
                foreach (var write in group)
                {
                    write.Complete();
                }
            }

            _atCommit.Clear();
        }
    }

    /// <summary>Takes what waits and, of a busy group, what comes in the meantime: a commit costs the disk the same for one write as for hundreds.</summary>
    private async Task<bool> GatherAsync(List<Write> group)
    {
        var since = TimeProvider.System.GetTimestamp();
        int before;
        do
        {
            before = group.Count;
            if (!Attempt(group, TakeWaiting))
            {
                return false;
            }

            if (group.Count >= BusyGroup)
            {
                await Task.Yield();
            }
        }
        while (group.Count > before && TimeProvider.System.GetElapsedTime(since) < Gathering);
        return true;
    }

    /// <summary>One step of a transaction; where it fails, nothing of the group is stored, who waits is told, and the next group may succeed.</summary>
    private bool Attempt(List<Write> group, Action<List<Write>> step)
    {
        try
        {
            step(group);
            return true;
        }
        catch (Exception e)
        {
            Rollback();
            var failure = new GdnException(GdnErrorCode.Unavailable, $"The store could not write ({e.Message}). Check the disk of the data directory.", e);
            foreach (var write in group)
            {
                write.Fail(failure);
            }

            return false;
        }
    }

    private void Begin(List<Write> group)
    {
        // The first one is told where even this fails.
        if (_queue.Reader.TryRead(out var first))
        {
            group.Add(first);
        }

        Command("BEGIN IMMEDIATE").ExecuteNonQuery();
        foreach (var write in group)
        {
            write.Execute(this);
        }
    }

    private void TakeWaiting(List<Write> group)
    {
        while (group.Count < LargestGroup && _queue.Reader.TryRead(out var write))
        {
            group.Add(write);
            write.Execute(this);
        }
    }

    private void Commit(List<Write> group)
    {
        foreach (var action in _atCommit.Values)
        {
            action();
        }

        Command("COMMIT").ExecuteNonQuery();
    }

    private void Rollback()
    {
        try
        {
            Command("ROLLBACK").ExecuteNonQuery();
        }
        catch (SqliteException)
        {
            // A failed COMMIT may have rolled back by itself; there is nothing left to undo then.
        }
    }

    private abstract class Write
    {
        public abstract void Execute(GroupCommit writer);

        public abstract void Complete();

        public abstract void Fail(Exception failure);
    }

    private sealed class Write<T>(Func<GroupCommit, T> body, bool continuesHere) : Write
    {
        private readonly TaskCompletionSource<T> _done = new(continuesHere ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);
        private T _result = default!;
        private GdnException? _refusal;

        public Task<T> Task => _done.Task;

        public override void Execute(GroupCommit writer)
        {
            try
            {
                _result = body(writer);
            }
            catch (GdnException e)
            {
                // The write refused itself before it changed anything: the others of the group go on.
                _refusal = e;
            }
        }

        public override void Complete()
        {
            if (_refusal is not null)
            {
                _done.SetException(_refusal);
            }
            else
            {
                _done.SetResult(_result);
            }
        }

        public override void Fail(Exception failure) => _done.SetException(_refusal ?? failure);
    }
}
