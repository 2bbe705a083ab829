using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GdnStreams.Server.Store;

/// <summary>Looks through a large database while the server works on it: a start that waits for gigabytes to be read is an outage of its own.</summary>
internal sealed class BackgroundCheck : IAsyncDisposable
{
    private readonly SqliteConnection _connection;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _work;
    private volatile string? _problem;

    /// <param name="connectionString">The database; the check has a connection of its own.</param>
    /// <param name="found">Told at once what is wrong.</param>
    public BackgroundCheck(string connectionString, Action<string> found)
    {
        _connection = new SqliteConnection(connectionString);
        _work = Task.Factory.StartNew(() => Look(found), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>What is wrong with the database; null as long as nothing was found.</summary>
    public string? Problem => _problem;

    /// <summary>Completes when all was looked through, or the check was stopped.</summary>
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

            // Asks now and then whether to go on; anything but 0 interrupts it.
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
