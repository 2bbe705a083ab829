using GdnStreams.Protocol;
using Microsoft.Data.Sqlite;

namespace GdnStreams.Server.Store;

/// <summary>Why a store could not be opened, in words to act on.</summary>
internal static class OpenFailures
{
    private const int Permission = 3;
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int Disk = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NoDatabase = 26;
    private const int ProbeBytes = 128 * 1024;

    /// <summary>Whether <see cref="Of"/> knows such failures.</summary>
    public static bool Knows(Exception failure) => failure is SqliteException or IOException or UnauthorizedAccessException;

    /// <param name="failure">What happened.</param>
    /// <param name="directory">The data directory.</param>
    /// <param name="writes">Whether it was opened for writing.</param>
    public static GdnException Of(Exception failure, string directory, bool writes = true)
    {
        var file = Path.Combine(directory, SqliteStore.FileName);
        var text = failure switch
        {
            UnauthorizedAccessException => NoPermission(directory),
            IOException e => Of(SystemErrors.Of(e), directory) ?? $"The data directory {directory} cannot be used ({e.Message}). Mend that, or choose another --data directory.",
            SqliteException { SqliteErrorCode: Corrupt } e => $"{file} is damaged ({e.Message}). It was left as it is; restore a backup or choose another --data directory.",
            SqliteException { SqliteErrorCode: NoDatabase } => $"{file} is no database, or its first page is damaged. It was left as it is; restore a backup or choose another --data directory.",
            SqliteException { SqliteErrorCode: Busy or Locked } => $"{file} is in use by another program, which has locked it. Close that one, or choose another --data directory.",
            SqliteException { SqliteErrorCode: Full } => Of(SystemError.Full, directory)!,
            SqliteException { SqliteErrorCode: ReadOnly or Permission or CannotOpen or Disk } e => Probe(file, directory, writes) ?? $"{file} could not be opened ({e.Message}). Check the disk of the data directory, or choose another --data directory.",
            SqliteException e => $"{file} could not be opened ({e.Message}). Check the database with gdn-server check.",
            _ => throw new ArgumentException("Not a failure of a store.", nameof(failure)),
        };
        return new GdnException(GdnErrorCode.Unavailable, text, failure);
    }

    private static string NoPermission(string directory) =>
        $"The data directory {directory} cannot be used: user {Environment.UserName} may not read and write in it. Give it to that user (chown -R {Environment.UserName} {directory}), or choose another --data directory.";

    private static string? Of(SystemError error, string directory) => error switch
    {
        SystemError.InUse => $"A file of the data directory {directory} is in use by another program. Close that one, or choose another --data directory.",
        SystemError.Full => $"The disk of the data directory {directory} is full, or the user's share of it. Make room, or choose another --data directory. What is stored is not harmed.",
        SystemError.ReadOnly => $"The data directory {directory} is on a file system that can only be read. Mount it for writing, or choose another --data directory.",
        SystemError.NoDescriptors => $"The process has no file descriptors left for the data directory {directory}. Raise the limit (ulimit -n, LimitNOFILE= of systemd), or close what uses them.",
        SystemError.NoDirectory => $"The data directory {directory} is a file, or lies below one. Choose another --data directory.",
        _ => null,
    };

    /// <summary>SQLite reports only that it failed. Opening a file ourselves shows why.</summary>
    private static string? Probe(string database, string directory, bool writes)
    {
        try
        {
            if (!OperatingSystem.IsWindows() && File.Exists(database) && (File.GetUnixFileMode(database) & DataDirectory.OwnerFile) != DataDirectory.OwnerFile)
            {
                return $"{database} has mode {Convert.ToString((int)File.GetUnixFileMode(database), 8)}: its owner may not read and write it. Change that (chmod 600 {database}), or choose another --data directory.";
            }

            if (writes)
            {
                var options = DataDirectory.Options(FileMode.CreateNew);
                options.Options = FileOptions.DeleteOnClose;
                using var probe = new FileStream(Path.Combine(directory, $"probe-{Guid.NewGuid():N}"), options);
                probe.Write(new byte[ProbeBytes]);
                probe.Flush(flushToDisk: true);
            }

            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return NoPermission(directory);
        }
        catch (IOException e)
        {
            return Of(SystemErrors.Of(e), directory);
        }
    }
}
