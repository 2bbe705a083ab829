using GdnStreams.Protocol;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GdnStreams.Server.Store;

/// <summary>The only writing connection and its current transaction. Used by <see cref="GroupCommit"/>'s loop only.</summary>
/// <param name="connection">The connection.</param>
/// <param name="failed">Called when a single write failed, with the reason.</param>
internal sealed class WriteTransaction(SqliteConnection connection, Action<GdnException, Exception> failed) : IAsyncDisposable
{
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);
    private readonly Dictionary<object, Action> _atCommit = [];

    /// <summary>The messages of the transaction. What is written and read by statements does not see them: they become rows at its end.</summary>
    public MessageRows Messages { get; } = new(connection);

    /// <summary>Whether it is open: some failures end it.</summary>
    public bool IsOpen => raw.sqlite3_get_autocommit(connection.Handle) == 0;

    /// <summary>How many rows the connection has changed so far.</summary>
    public long Changes => raw.sqlite3_total_changes(connection.Handle);

    /// <summary>A statement, prepared once.</summary>
    public SqliteCommand Command(string sql, params ReadOnlySpan<object?> arguments)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
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

    /// <summary>Runs something once before the commit; a later one of the same key replaces it.</summary>
    public void AtCommit(object key, Action action) => _atCommit[key] = action;

    /// <summary>One write in it failed; the others go on.</summary>
    public void Note(GdnException failure, Exception cause) => failed(failure, cause);

    public void Begin() => Command("BEGIN IMMEDIATE").ExecuteNonQuery();

    public void Commit()
    {
        Messages.WriteAll();
        foreach (var action in _atCommit.Values)
        {
            action();
        }

        _atCommit.Clear();
        Command("COMMIT").ExecuteNonQuery();
    }

    /// <summary>Rolls back. Some failures have already done so.</summary>
    public void Rollback()
    {
        Messages.Clear();
        _atCommit.Clear();
        if (IsOpen)
        {
            Command("ROLLBACK").ExecuteNonQuery();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Messages.Dispose();
        foreach (var command in _commands.Values)
        {
            await command.DisposeAsync();
        }
    }
}
