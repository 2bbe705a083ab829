using System.Globalization;
using GdnStreams.Protocol;
using Microsoft.Data.Sqlite;

namespace GdnStreams.Server.Store;

/// <summary>
/// Notices that the end of the store is missing. SQLite cannot: to it, a write-ahead log that was cut off or removed is just a
/// shorter one. Every second in which something was stored, a number is written to the database and, once that is on disk, to a file beside
/// it. A database whose number is lower than the file's has lost what was acknowledged.
/// </summary>
internal sealed class CommitMark : IAsyncDisposable
{
    public const string FileName = "streams.mark";

    private const string Select = "SELECT json FROM documents WHERE kind = 'setting' AND key = 'commit-mark'";
    private const string Update = "INSERT OR REPLACE INTO documents (kind, key, json) VALUES ('setting', 'commit-mark', $1)";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly StoreWriter _writer;
    private readonly FileStream _file;
    private readonly Action<Exception> _failed;
    private readonly PeriodicTimer _timer;
    private readonly Task _loop;
    private long _number;
    private long _changes = -1;

    private CommitMark(StoreWriter writer, FileStream file, long number, TimeProvider time, Action<Exception> failed)
    {
        (_writer, _file, _number, _failed) = (writer, file, number, failed);
        _timer = new PeriodicTimer(Interval, time);
        _loop = RunAsync();
    }

    /// <summary>A message if the database is older than the file says; null otherwise.</summary>
    public static string? Missing(SqliteConnection connection, string directory)
    {
        var (stored, noted) = (Stored(connection), Noted(directory));
        return noted > stored
            ? $"The store of {directory} is older than what this server acknowledged: it is at mark {stored}, and {noted} was on disk. Its write-ahead log was cut off or removed, or an older database was put in its place. Messages and acknowledgements since then are lost; stop the server and restore what is missing, or go on without."
            : null;
    }

    /// <summary>Continues from the higher of the two numbers, so that a loss is reported once.</summary>
    public static CommitMark Start(StoreWriter writer, SqliteConnection connection, string directory, TimeProvider time, Action<Exception> failed)
    {
        var number = Math.Max(Stored(connection), Noted(directory));
        var options = DataDirectory.Options(FileMode.OpenOrCreate);
        options.Share = FileShare.Read;
        return new CommitMark(writer, new FileStream(Path.Combine(directory, FileName), options), number, time, failed);
    }

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _loop;
        await MarkAsync();
        await _file.DisposeAsync();
    }

    private async Task RunAsync()
    {
        while (await _timer.WaitForNextTickAsync())
        {
            await MarkAsync();
        }
    }

    /// <summary>Notes how far the store has got.</summary>
    public async Task MarkAsync()
    {
        try
        {
            if (await _writer.RunAsync(Write, CancellationToken.None))
            {
                // Not synced: after a power cut it may be older than the database, which is no loss; never newer.
                _file.Position = 0;
                await _file.WriteAsync(System.Text.Encoding.ASCII.GetBytes(_number.ToString("D19", CultureInfo.InvariantCulture)));
                await _file.FlushAsync();
            }
        }
        catch (Exception e) when (e is GdnException or IOException)
        {
            _changes = -1;
            _failed(e);
        }
    }

    /// <summary>Within a transaction; false where nothing was stored since the last one.</summary>
    private bool Write(WriteTransaction writer)
    {
        if (Changes(writer) == _changes)
        {
            return false;
        }

        writer.Command(Update, (++_number).ToString(CultureInfo.InvariantCulture)).ExecuteNonQuery();
        _changes = Changes(writer);
        return true;
    }

    private static long Changes(WriteTransaction writer) => (long)writer.Command("SELECT total_changes()").ExecuteScalar()!;

    private static long Stored(SqliteConnection connection)
    {
        using var command = connection.Query(Select);
        return Number(command.ExecuteScalar() as string);
    }

    private static long Noted(string directory) => Path.Combine(directory, FileName) is var file && File.Exists(file) ? Number(File.ReadAllText(file)) : 0;

    private static long Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
