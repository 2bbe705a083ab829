using System.Reflection;
using GdnStreams.Protocol;
using Microsoft.Data.Sqlite;

namespace GdnStreams.Server.Store;

/// <summary>Brings a database file to the newest schema by the numbered scripts; its version is SQLite's <c>user_version</c>.</summary>
internal static class Schema
{
    private const string Prefix = "GdnStreams.Server.Store.Migrations.";

    /// <summary>"GDNS", set by 0001.sql.</summary>
    private const long ApplicationId = 1195658835;

    private static readonly List<string> Resources =
        [.. typeof(Schema).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    public static int NewestVersion { get; } = Resources.Count;

    /// <summary>The scripts, from the first one on.</summary>
    public static IReadOnlyList<string> Scripts { get; } = [.. Resources.Select(Read)];

    /// <summary>Reads the version of a file that can be used, without changing it; 0 is an empty one.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.Unavailable"/>: the file is newer than this server, damaged, or none of ours.</exception>
    /// <exception cref="SqliteException">It cannot be read.</exception>
    public static int EnsureSound(SqliteConnection connection, string path)
    {
        var version = EnsureOurs(connection, path);
        return Integrity.StartCheck(connection) is { } problem
            ? throw Refusal($"{path} is damaged ({problem}). It was left as it is; restore a backup or choose another --data directory.")
            : version;
    }

    /// <summary>Runs the scripts that a file of this version lacks, all or none.</summary>
    /// <exception cref="SqliteException">It cannot be written.</exception>
    public static void Upgrade(SqliteConnection connection, int version) => Upgrade(connection, version, Scripts);

    /// <summary>Runs those of the given scripts that a file of this version lacks, all or none.</summary>
    /// <exception cref="SqliteException">It cannot be written.</exception>
    public static void Upgrade(SqliteConnection connection, int version, IReadOnlyList<string> scripts)
    {
        if (version == scripts.Count)
        {
            return;
        }

        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = string.Concat(scripts.Skip(version)) + $"PRAGMA user_version = {scripts.Count};";
        command.ExecuteNonQuery();
        transaction.Commit();
    }

    /// <summary>Reads the version of a file without changing it; 0 is an empty one.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.Unavailable"/>: the file is newer than this server, or none of ours.</exception>
    /// <exception cref="SqliteException">It cannot be read.</exception>
    public static int EnsureOurs(SqliteConnection connection, string path)
    {
        var version = (int)connection.Number("PRAGMA user_version")!.Value;
        if (connection.Number("SELECT count(*) FROM pragma_table_info('messages') WHERE name IN ('entry', 'payload')") == 2)
        {
            throw Refusal($"{path} was made by a gdn-server from before the first release, which kept each message in a row of its own; this one cannot read it. It was left as it is. Choose another --data directory, or export its messages from that server (Export-GdnMessage) and import them here.");
        }

        if (version > NewestVersion && connection.Number("PRAGMA application_id") == ApplicationId)
        {
            throw Refusal($"{path} has schema {version}, this server knows schemas up to {NewestVersion}. It was left as it is; run the newer server that wrote it.");
        }

        var isOurs = version == 0
            ? connection.Number("SELECT count(*) FROM sqlite_master") == 0
            : connection.Number("PRAGMA application_id") == ApplicationId;
        return isOurs ? version : throw Refusal($"{path} is a database of another program. It was left as it is; choose another --data directory.");
    }

    private static GdnException Refusal(string message) => new(GdnErrorCode.Unavailable, message);

    private static string Read(string script)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(script)!);
        return reader.ReadToEnd();
    }
}
