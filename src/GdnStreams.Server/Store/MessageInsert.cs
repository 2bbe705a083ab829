using GdnStreams.Engine;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GdnStreams.Server.Store;

/// <summary>The one statement that runs for every message: prepared once and bound without an allocation.</summary>
internal sealed class MessageInsert : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public MessageInsert(SqliteConnection connection)
    {
        _database = connection.Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(_database, MessageRow.Insert, out _statement), _database);
    }

    public void Run(long streamId, StoredMessage message)
    {
        raw.sqlite3_bind_int64(_statement, 1, streamId);
        raw.sqlite3_bind_int64(_statement, 2, message.EntryId);
        raw.sqlite3_bind_int64(_statement, 3, message.PublishTime);
        if (message.Payload.IsEmpty)
        {
            raw.sqlite3_bind_zeroblob(_statement, 4, 0); // An empty span would be null.
        }
        else
        {
            raw.sqlite3_bind_blob(_statement, 4, message.Payload.Span);
        }

        Bind(5, message.Key);
        Bind(6, MessageRow.Write(message.Properties));
        Bind(7, message.EventTime);
        Bind(8, message.DeliverAt == 0 ? null : message.DeliverAt);
        try
        {
            var result = raw.sqlite3_step(_statement);
            if (result != raw.SQLITE_DONE)
            {
                SqliteException.ThrowExceptionForRC(result, _database);
            }
        }
        finally
        {
            raw.sqlite3_reset(_statement);
        }
    }

    public void Dispose() => _statement.Dispose();

    private void Bind(int index, string? text)
    {
        if (text is null)
        {
            raw.sqlite3_bind_null(_statement, index);
        }
        else
        {
            raw.sqlite3_bind_text(_statement, index, text);
        }
    }

    private void Bind(int index, long? number)
    {
        if (number is { } value)
        {
            raw.sqlite3_bind_int64(_statement, index, value);
        }
        else
        {
            raw.sqlite3_bind_null(_statement, index);
        }
    }
}
