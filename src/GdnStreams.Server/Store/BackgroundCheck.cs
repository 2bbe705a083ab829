using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GdnStreams.Server.Store;

/// <summary>Checks a large database while the server already runs: waiting for gigabytes to be read at the start would be an outage in itself.</summary>
internal sealed class BackgroundCheck : IAsyncDisposable
{
    private readonly SqliteConnection _connection;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _work;
    private volatile string? _problem;

    /// <param name="connectionString">The database; the check has a connection of its own.</param>
    /// <param name="found">Called at once with what is wrong.</param>
    public BackgroundCheck(string connectionString, Action<string> found)
    {
        _connection = new SqliteConnection(connectionString);
        _work = Task.Factory.StartNew(() => Look(found), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>What is wrong with the database; null as long as nothing was found.</summary>
    public string? Problem => _problem;

    /// <summary>Completes when the check is done or was stopped.</summary>
    public Task Completed => _work;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _work;
        await _connection.DisposeAsync();
        _stopping.Dispose();
    }

    private void Look(Action<string> found)
    {
        try
        {
            _connection.Open();

            // SQLite calls this now and then; a result other than 0 interrupts the check.
            raw.sqlite3_progress_handler(_connection.Handle, 10_000, _ => _stopping.IsCancellationRequested ? 1 : 0, null);
            Tell(Integrity.QuickCheck(_connection));
        }
        catch (SqliteException e)
        {
            Tell(e.Message);
        }

        void Tell(string? problem)
        {
            if (problem is not null && !_stopping.IsCancellationRequested)
            {
                _problem = problem;
                found(problem);
            }
        }
    }
}
