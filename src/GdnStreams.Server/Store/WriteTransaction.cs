using GdnStreams.Protocol;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GdnStreams.Server.Store;

/// <summary>The only writing connection and its current transaction. Used only by who has the turn to write (<see cref="WriteQueue"/>).</summary>
internal sealed class WriteTransaction : IAsyncDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Action<GdnException, Exception> _failed;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    /// <param name="connection">The connection.</param>
    /// <param name="failed">Called when a single write failed, with the reason.</param>
    public WriteTransaction(SqliteConnection connection, Action<GdnException, Exception> failed)
    {
        (_connection, _failed) = (connection, failed);
        Messages = new MessageRows(connection);
        Producers = new ProducerRows(this);
    }

    /// <summary>The messages of the transaction. What is written and read by statements does not see them: they become rows at its end.</summary>
    public MessageRows Messages { get; }

    /// <summary>What its producers have stored; written at its end, too.</summary>
    public ProducerRows Producers { get; }

    /// <summary>Whether it is open: some failures end it.</summary>
    public bool IsOpen => raw.sqlite3_get_autocommit(_connection.Handle) == 0;

    /// <summary>How many rows the connection has changed so far.</summary>
    public long Changes => raw.sqlite3_total_changes(_connection.Handle);

    /// <summary>A statement, prepared once.</summary>
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

    /// <summary>One write in it failed; the others go on.</summary>
    public void Note(GdnException failure, Exception cause) => _failed(failure, cause);

    public void Begin() => Command("BEGIN IMMEDIATE").ExecuteNonQuery();

    public void Commit()
    {
        Messages.WriteAll();
        Producers.WriteAll();
        Command("COMMIT").ExecuteNonQuery();
    }

    /// <summary>Rolls back. Some failures have already done so.</summary>
    public void Rollback()
    {
        Messages.Clear();
        Producers.Clear();
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
