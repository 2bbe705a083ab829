using GdnStreams.Protocol;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GdnStreams.Server.Store;

/// <summary>Says what keeps the store from writing, and what to do about it.</summary>
internal static class StoreFailure
{
    /// <summary>The failure for whoever waits for the write.</summary>
    public static GdnException Describe(Exception cause) => new(GdnErrorCode.Unavailable, "The store could not write: " + Why(cause), cause);

    /// <summary>Whether every write would fail like this one: the disk, not the data.</summary>
    public static bool IsOfTheDisk(Exception cause) => cause is not (InvalidDataException or SqliteException { SqliteErrorCode: raw.SQLITE_CONSTRAINT or raw.SQLITE_TOOBIG or raw.SQLITE_MISMATCH });

    private static string Why(Exception cause) => (cause is InvalidDataException ? raw.SQLITE_CORRUPT : (cause as SqliteException)?.SqliteErrorCode) switch
    {
        raw.SQLITE_FULL => "the disk of the data directory is full. Free some space; the server goes on by itself.",
        raw.SQLITE_READONLY => "the data directory is read-only. Make it writable; the server goes on by itself.",
        raw.SQLITE_IOERR => $"the disk of the data directory reports an error ({cause.Message}). Check the disk and its free space; the server goes on by itself when it works again.",
        raw.SQLITE_CANTOPEN => $"a file of the data directory cannot be opened ({cause.Message}). Check that the directory is still there, and the limit of open files.",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "another program holds the database. Close it; the server goes on by itself.",
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => $"the database is damaged ({cause.Message}). Stop the server, run gdn-server check, and restore a backup.",
        raw.SQLITE_NOMEM => "there is not enough memory.",
        raw.SQLITE_TOOBIG => "the message is larger than the store takes.",
        _ => $"{cause.Message} Check the disk of the data directory.",
    };
}
