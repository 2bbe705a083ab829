using GdnStreams.Engine;
using Microsoft.Data.Sqlite;

namespace GdnStreams.Server.Store;

/// <summary>One SQLite database: a file with write-ahead log and fsync before every answer, or memory.</summary>
/// <remarks>Streams and messages are in <see cref="SqliteMessageStore"/>, documents in <see cref="SqliteDocumentStore"/>.</remarks>
internal sealed class SqliteStore : IAsyncDisposable
{
    /// <summary>Name of the database file in the data directory.</summary>
    public const string FileName = "streams.db";

    private readonly SqliteConnection _writerConnection;
    private readonly IDisposable? _lock;

    private SqliteStore(SqliteConnection writerConnection, string connectionString, IDisposable? directoryLock)
    {
        (_writerConnection, _lock) = (writerConnection, directoryLock);
        Writer = new GroupCommit(writerConnection);
        Readers = new ReadConnections(connectionString);
        Messages = new SqliteMessageStore(this);
        Documents = new SqliteDocumentStore(this);
    }

    public IMessageStore Messages { get; }

    public IDocumentStore Documents { get; }

    internal GroupCommit Writer { get; }

    internal ReadConnections Readers { get; }

    /// <summary>Whether a directory holds a database.</summary>
    public static bool Exists(string dataDirectory) => File.Exists(Path.Combine(dataDirectory, FileName));

    /// <summary>Opens or creates the database of a data directory; null keeps everything in memory.</summary>
    /// <exception cref="Protocol.GdnException"><see cref="Protocol.GdnErrorCode.Unavailable"/>: damaged, written by a newer server or another program, or in use by another server.</exception>
    /// <param name="dataDirectory">The directory.</param>
    /// <param name="isShared">Whether a server may run on it, too: for documents only. The server's streams are its own.</param>
    public static SqliteStore Open(string? dataDirectory, bool isShared = false)
    {
        var path = dataDirectory is null ? $"gdn-{Guid.NewGuid():N}" : Path.Combine(MakeDirectory(dataDirectory), FileName);
        var connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = dataDirectory is null ? SqliteOpenMode.Memory : SqliteOpenMode.ReadWriteCreate,
            Cache = dataDirectory is null ? SqliteCacheMode.Shared : SqliteCacheMode.Default,
            Pooling = false,
        }.ToString();
        var directoryLock = dataDirectory is null || isShared ? null : DirectoryLock.Take(dataDirectory);
        var writer = new SqliteConnection(connectionString);
        try
        {
            writer.Open();
            writer.Number("PRAGMA page_size = 8192"); // For a new file; another keeps what it has.
            Schema.Upgrade(writer, path);
            SpaceReclaim.Enable(writer);
            using var pragmas = writer.CreateCommand();
            pragmas.CommandText = dataDirectory is null
                ? "PRAGMA read_uncommitted = 1;"
                : "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 2000; PRAGMA journal_size_limit = 67108864;";
            pragmas.ExecuteNonQuery();
            return new SqliteStore(writer, connectionString, directoryLock);
        }
        catch
        {
            writer.Dispose();
            directoryLock?.Dispose();
            throw;
        }
    }

    /// <summary>Messages and the key that signs tokens are in there: a directory that is made here is its owner's alone.</summary>
    private static string MakeDirectory(string directory) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(directory).FullName
        : Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;

    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        Readers.Dispose();
        await _writerConnection.DisposeAsync();
        _lock?.Dispose();
    }
}
