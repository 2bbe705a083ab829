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
    private readonly SqliteConnection _connection;
    private readonly Channel<Write> _queue = Channel.CreateBounded<Write>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);
    private readonly Dictionary<object, Action> _atCommit = [];
    private readonly Task _loop;

    public GroupCommit(SqliteConnection connection)
    {
        _connection = connection;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Runs a write in the next transaction; its result comes once that is on disk.</summary>
    public async Task<T> RunAsync<T>(Func<GroupCommit, T> body, CancellationToken cancellationToken)
    {
        var write = new Write<T>(body);
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
            while (group.Count < LargestGroup && _queue.Reader.TryRead(out var write))
            {
                group.Add(write);
            }

            Commit(group);
        }
    }

    private void Commit(List<Write> group)
    {
        try
        {
            Command("BEGIN IMMEDIATE").ExecuteNonQuery();
            foreach (var write in group)
            {
                write.Execute(this);
            }

            foreach (var action in _atCommit.Values)
            {
                action();
            }

            Command("COMMIT").ExecuteNonQuery();
        }
        catch (Exception e)
        {
            // Whatever it is, who waits is told and the loop goes on: the next group may succeed.
            Rollback();
            var failure = new GdnException(GdnErrorCode.Unavailable, $"The store could not write ({e.Message}). Check the disk of the data directory.", e);
            foreach (var write in group)
            {
                write.Fail(failure);
            }

            return;
        }
        finally
        {
            _atCommit.Clear();
        }

        foreach (var write in group)
        {
            write.Complete();
        }
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

    private sealed class Write<T>(Func<GroupCommit, T> body) : Write
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
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
