using GdnStreams.Engine;
using GdnStreams.Protocol;
using Microsoft.Data.Sqlite;

namespace GdnStreams.Server.Store;

/// <summary>One SQLite database: a file with write-ahead log and fsync before every answer, or memory.</summary>
/// <remarks>Streams and messages are in <see cref="SqliteMessageStore"/>, documents in <see cref="SqliteDocumentStore"/>.</remarks>
internal sealed class SqliteStore : IAsyncDisposable
{
    /// <summary>Name of the database file in the data directory.</summary>
    public const string FileName = "streams.db";

    /// <summary>How long a start waits for another program's lock before it fails. A running server waits longer.</summary>
    private const int OpenSeconds = 5;

    private const int RunSeconds = 30;
    private readonly SqliteConnection _writerConnection;
    private readonly IDisposable? _lock;

    private readonly string _connectionString;
    private readonly string? _directory;
    private CommitMark? _mark;
    private BackgroundCheck? _check;

    private SqliteStore(SqliteConnection writerConnection, string connectionString, string? directory, IDisposable? directoryLock)
    {
        (_writerConnection, _connectionString, _directory, _lock) = (writerConnection, connectionString, directory, directoryLock);
        Writer = new StoreWriter(writerConnection);
        Readers = new ReadConnections(connectionString);
        Messages = new SqliteMessageStore(this);
        Documents = new SqliteDocumentStore(this);
    }

    public IMessageStore Messages { get; }

    public IDocumentStore Documents { get; }

    /// <summary>Why writes fail at the moment; null while they work. The store checks by itself whether they work again.</summary>
    public Protocol.GdnException? WriteFailure => Writer.Failure;

    /// <summary>Warnings for the operator about the files: others could read them, or the end of the store is missing.</summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>What the background check found; null as long as it found nothing.</summary>
    public string? Damage => _check?.Problem;

    internal StoreWriter Writer { get; }

    internal ReadConnections Readers { get; }

    /// <summary>Whether a directory holds a database.</summary>
    public static bool Exists(string dataDirectory) => File.Exists(Path.Combine(dataDirectory, FileName));

    /// <summary>Opens or creates the database of a data directory; null keeps everything in memory.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.Unavailable"/>: in use, damaged, written by a newer server or another program, on a disk that is full or read-only; the message says which and what to do.</exception>
    /// <param name="dataDirectory">The directory.</param>
    /// <param name="isShared">Whether a server may run on it, too: for documents only. The server's streams are its own.</param>
    public static SqliteStore Open(string? dataDirectory, bool isShared = false)
    {
        if (dataDirectory is null)
        {
            return OpenInMemory();
        }

        IDisposable? directoryLock = null;
        SqliteConnection? writer = null;
        try
        {
            var directory = DataDirectory.Make(dataDirectory, DirectorySync.Flush);
            directoryLock = isShared ? null : DirectoryLock.Take(directory);
            var path = Path.Combine(directory, FileName);
            if (DataDirectory.MakeFile(path))
            {
                DirectorySync.Flush(directory);
            }

            List<string> warnings = [.. DataDirectory.Tighten(directory, FileName, FileName + "-wal", FileName + "-shm", DirectoryLock.FileName, CommitMark.FileName, Operations.FirstUser.FileName)];
            var connectionString = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString();
            writer = new SqliteConnection(connectionString) { DefaultTimeout = OpenSeconds };
            Prepare(writer, path);
            if (!isShared && CommitMark.Missing(writer, directory) is { } missing)
            {
                warnings.Add(missing);
            }

            writer.DefaultTimeout = RunSeconds;
            return new SqliteStore(writer, connectionString, directory, directoryLock) { Warnings = warnings };
        }
        catch (Exception e)
        {
            writer?.Dispose();
            directoryLock?.Dispose();
            if (OpenFailures.Knows(e))
            {
                throw OpenFailures.Of(e, dataDirectory);
            }

            throw;
        }
    }

    /// <summary>Starts the background work: noting how far the store has got, and checking what the start did not check.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="damaged">Called with what is wrong with the database.</param>
    /// <param name="failed">Called when a note could not be written; it is tried again.</param>
    public void Watch(TimeProvider time, Action<string> damaged, Action<Exception> failed)
    {
        if (_directory is not null)
        {
            var isSmall = Integrity.IsSmall(_writerConnection);
            _mark = CommitMark.Start(Writer, _writerConnection, _directory, time, failed);
            _check = isSmall ? null : new BackgroundCheck(_connectionString, damaged);
        }
    }

    /// <summary>Notes at once how far the store has got; <see cref="Watch"/> does so every second.</summary>
    public Task MarkAsync() => _mark?.MarkAsync() ?? Task.CompletedTask;

    private static void Prepare(SqliteConnection writer, string path)
    {
        writer.Open();
        var version = Schema.EnsureSound(writer, path);
        if (version == 0)
        {
            ShapeNew(writer);
        }

        // Before the tables are made: in the log that costs one wait for the disk, without it one for each page's way there and back.
        using var pragmas = writer.CreateCommand();
        pragmas.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 2000; PRAGMA journal_size_limit = 67108864;";
        pragmas.ExecuteNonQuery();
        Schema.Upgrade(writer, version);
        SpaceReclaim.Enable(writer);
    }

    /// <summary>What is settled once, while a file is empty.</summary>
    private static void ShapeNew(SqliteConnection writer)
    {
        writer.Number("PRAGMA page_size = 8192");
        SpaceReclaim.Choose(writer);
    }

    private static SqliteStore OpenInMemory()
    {
        var connectionString = new SqliteConnectionStringBuilder { DataSource = $"gdn-{Guid.NewGuid():N}", Mode = SqliteOpenMode.Memory, Cache = SqliteCacheMode.Shared, Pooling = false }.ToString();
        var writer = new SqliteConnection(connectionString);
        writer.Open();
        ShapeNew(writer);
        Schema.Upgrade(writer, version: 0);
        writer.Number("PRAGMA read_uncommitted = 1");
        return new SqliteStore(writer, connectionString, directory: null, directoryLock: null);
    }

    public async ValueTask DisposeAsync()
    {
        if (_check is not null)
        {
            await _check.DisposeAsync();
        }

        if (_mark is not null)
        {
            await _mark.DisposeAsync();
        }

        await Writer.DisposeAsync();
        Readers.Dispose();
        await _writerConnection.DisposeAsync();
        _lock?.Dispose();
    }
}
