using GdnStreams.Engine;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GdnStreams.Server.Store;

/// <summary>
/// Gathers the messages of a transaction by stream and writes them as rows: statements that are prepared once and bound without an allocation.
/// Of a stream that does not exist nothing is written: it was deleted in the same transaction, behind the message.
/// </summary>
internal sealed class MessageRows : IDisposable
{
    private const int MostIdle = 64;
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _insert;
    private readonly sqlite3_stmt _schedule;
    private readonly Dictionary<long, BatchWriter> _open = [];
    private readonly Stack<BatchWriter> _idle = [];

    public MessageRows(SqliteConnection connection)
    {
        _database = connection.Handle!;
        _insert = Prepare("INSERT INTO messages (stream, first, last, count, bytes, published, scheduled, body, checksum) SELECT id, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 FROM streams WHERE id = ?1");
        _schedule = Prepare("INSERT OR IGNORE INTO scheduled (stream, deliver_at, entry) SELECT id, ?2, ?3 FROM streams WHERE id = ?1");
    }

    /// <summary>Takes a numbered message; it is written with the next ones of its stream, at the latest by <see cref="WriteAll"/>.</summary>
    public void Add(long streamId, StoredMessage message)
    {
        if (!_open.TryGetValue(streamId, out var batch))
        {
            batch = _idle.TryPop(out var idle) ? idle : new BatchWriter();
            _open.Add(streamId, batch);
        }

        if (!batch.Takes(message))
        {
            Write(streamId, batch);
            batch.Clear();
        }

        batch.Add(message);
        if (message.DeliverAt != 0)
        {
            raw.sqlite3_bind_int64(_schedule, 1, streamId);
            raw.sqlite3_bind_int64(_schedule, 2, message.DeliverAt);
            raw.sqlite3_bind_int64(_schedule, 3, message.EntryId);
            Step(_schedule);
        }
    }

    /// <summary>Writes what was gathered.</summary>
    public void WriteAll()
    {
        foreach (var (stream, batch) in _open)
        {
            Write(stream, batch);
        }

        Clear();
    }

    /// <summary>Forgets what was gathered: the transaction is rolled back.</summary>
    public void Clear()
    {
        foreach (var batch in _open.Values)
        {
            batch.Clear();
            if (_idle.Count < MostIdle)
            {
                _idle.Push(batch);
            }
        }

        _open.Clear();
    }

    public void Dispose()
    {
        _insert.Dispose();
        _schedule.Dispose();
    }

    private void Write(long streamId, BatchWriter batch)
    {
        raw.sqlite3_bind_int64(_insert, 1, streamId);
        raw.sqlite3_bind_int64(_insert, 2, batch.First);
        raw.sqlite3_bind_int64(_insert, 3, batch.Last);
        raw.sqlite3_bind_int64(_insert, 4, batch.Count);
        raw.sqlite3_bind_int64(_insert, 5, batch.Bytes);
        raw.sqlite3_bind_int64(_insert, 6, batch.Published);
        raw.sqlite3_bind_int64(_insert, 7, batch.Scheduled);
        raw.sqlite3_bind_blob(_insert, 8, batch.Body);
        raw.sqlite3_bind_int64(_insert, 9, batch.Checksum);
        Step(_insert);
    }

    private sqlite3_stmt Prepare(string sql)
    {
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(_database, sql, out var statement), _database);
        return statement;
    }

    private void Step(sqlite3_stmt statement)
    {
        try
        {
            var result = raw.sqlite3_step(statement);
            if (result != raw.SQLITE_DONE)
            {
                SqliteException.ThrowExceptionForRC(result, _database);
            }
        }
        finally
        {
            raw.sqlite3_reset(statement);
        }
    }
}
