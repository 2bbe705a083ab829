using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace GdnStreams.Benchmarks.Clients;

/// <summary>A row and a commit for each message, in the same process and as durable as our store: a write-ahead log with an fsync.</summary>
internal sealed class SqliteClient(string folder) : IBenchmarkClient
{
    private readonly SqliteConnection _connection = new(new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "commits.db"), Pooling = false }.ToString());
    private Workload _workload = new([], 0, 1);

    public async Task OpenAsync(Workload workload)
    {
        _workload = workload;
        await _connection.OpenAsync();
        await ExecuteAsync("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE message(id INTEGER PRIMARY KEY, body BLOB)");
    }

    public async Task PublishAsync(Run run)
    {
        await using var insert = _connection.CreateCommand();
        insert.CommandText = "INSERT INTO message(body) VALUES($body)";
        insert.Parameters.AddWithValue("$body", _workload.Payload());
        await insert.PrepareAsync();
        while (run.Next(0))
        {
            var begun = Stopwatch.GetTimestamp();
            await insert.ExecuteNonQueryAsync();
            run.Stored(begun);
        }
    }

    /// <remarks>There is nothing like a subscription.</remarks>
    public Task ReceiveAsync(Run run) => Task.CompletedTask;

    public async Task CloseAsync()
    {
        await ExecuteAsync("DROP TABLE message");
        await _connection.CloseAsync();
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Its callers' own words.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
