using GdnStreams.Protocol;
using Microsoft.Data.Sqlite;

namespace GdnStreams.Server.Store;

/// <summary>Copies and checks a database file from outside the server, even while one runs on it.</summary>
internal static class StoreFile
{
    /// <summary>Copies the database of a data directory as it is at one moment into a new file, and checks the copy.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: there is no database, or the file exists. <see cref="GdnErrorCode.Unavailable"/>: the database is damaged or newer than this program, or the copy cannot be written.</exception>
    public static Task BackupAsync(string dataDirectory, string file, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            using var source = OpenExisting(dataDirectory);
            Copy(source, file);
        },
        cancellationToken);

    /// <summary>Checks the whole database of a data directory; returns what is wrong with it, or nothing.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: there is no database. <see cref="GdnErrorCode.Unavailable"/>: it is none of ours or newer than this program.</exception>
    public static Task<IReadOnlyList<string>> CheckAsync(string dataDirectory, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            using var connection = OpenExisting(dataDirectory);
            return Integrity.Check(connection);
        },
        cancellationToken);

    /// <summary>Copies an open database into a new file that only its owner can read, and checks the copy.</summary>
    public static void Copy(SqliteConnection source, string file)
    {
        if (File.Exists(file))
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"{file} exists already. It was left as it is; name a new file for the backup.");
        }

        // It gets its final name only once it is complete.
        var part = file + ".part";
        try
        {
            DataDirectory.OpenNew(part).Dispose();
        }
        catch (IOException e) when (File.Exists(part))
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"{part} exists already: another backup writes it, or one broke off. It was left as it is; remove it, or name another file for the backup.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotWritten(e);
        }

        try
        {
            using (var target = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = part, Pooling = false }.ToString()))
            {
                target.Open();
                source.BackupDatabase(target);

                // One file, without a log beside it.
                using var command = target.Query("PRAGMA journal_mode = DELETE");
                command.ExecuteNonQuery();
                if (Integrity.Check(target) is [var first, ..] problems)
                {
                    throw new GdnException(GdnErrorCode.Unavailable, $"The database is damaged, there is no backup of it: {first} ({problems.Count} problem(s); gdn-server check lists them).");
                }
            }

            File.Move(part, file);
            DirectorySync.Flush(Path.GetDirectoryName(Path.GetFullPath(file))!);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw NotWritten(e);
        }
        finally
        {
            File.Delete(part);
        }

        GdnException NotWritten(Exception e) =>
            new(GdnErrorCode.Unavailable, $"The backup {file} could not be written ({e.Message}). Check its directory and the space on its disk.", e);
    }

    private static SqliteConnection OpenExisting(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, SqliteStore.FileName);
        if (!File.Exists(path))
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"There is no database {path}. Name the --data directory of a server.");
        }

        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        try
        {
            connection.Open();
            Schema.EnsureOurs(connection, path);
            return connection;
        }
        catch (Exception e)
        {
            connection.Dispose();
            if (OpenFailures.Knows(e))
            {
                throw OpenFailures.Of(e, dataDirectory, writes: false);
            }

            throw;
        }
    }
}
