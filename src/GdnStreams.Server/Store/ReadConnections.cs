using System.Collections.Concurrent;
using GdnStreams.Protocol;
using Microsoft.Data.Sqlite;

namespace GdnStreams.Server.Store;

/// <summary>A few connections for reading, each used by one reader at a time.</summary>
internal sealed class ReadConnections(string connectionString) : IDisposable
{
    private const int Most = 4;
    private readonly SemaphoreSlim _places = new(Most);
    private readonly ConcurrentBag<SqliteConnection> _idle = [];

    public async Task<T> ReadAsync<T>(Func<SqliteConnection, T> body, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        SqliteConnection? connection = null;
        try
        {
            return body(connection = _idle.TryTake(out var idle) ? idle : Open());
        }
        catch (Exception e) when (e is SqliteException or InvalidDataException)
        {
            throw new GdnException(GdnErrorCode.Unavailable, $"The store could not be read ({e.Message}). Check the disk of the data directory, and the database with gdn-server check.", e);
        }
        finally
        {
            if (connection is not null)
            {
                _idle.Add(connection);
            }

            _places.Release();
        }
    }

    public void Dispose()
    {
        foreach (var connection in _idle)
        {
            connection.Dispose();
        }

        _places.Dispose();
    }

    /// <summary>A connection that cannot be opened is not kept: it would fail every later reader.</summary>
    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();

            // For a database in memory, whose connections otherwise lock each other's tables. No effect on a file.
            connection.Number("PRAGMA read_uncommitted = 1");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
