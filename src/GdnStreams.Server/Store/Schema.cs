using System.Globalization;
using System.Reflection;
using GdnStreams.Protocol;
using Microsoft.Data.Sqlite;

namespace GdnStreams.Server.Store;

/// <summary>Brings a database file to the newest schema by the numbered scripts; its version is SQLite's <c>user_version</c>.</summary>
internal static class Schema
{
    private const string Prefix = "GdnStreams.Server.Store.Migrations.";

    public static int NewestVersion { get; } = Scripts().Count;

    /// <exception cref="GdnException"><see cref="GdnErrorCode.Unavailable"/>: the file is newer than this server, or no database.</exception>
    public static void Upgrade(SqliteConnection connection, string path)
    {
        int version;
        try
        {
            version = Convert.ToInt32(Scalar(connection, "PRAGMA user_version"), CultureInfo.InvariantCulture);
        }
        catch (SqliteException e)
        {
            throw new GdnException(
                GdnErrorCode.Unavailable,
                $"{path} is not a GDN streams database or it is damaged ({e.Message}). It was left as it is; restore a backup or choose another --data directory.",
                e);
        }

        if (version > NewestVersion)
        {
            throw new GdnException(
                GdnErrorCode.Unavailable,
                $"{path} has schema {version}, this server knows schemas up to {NewestVersion}. It was left as it is; run the newer server that wrote it.");
        }

        var scripts = Scripts();
        for (var next = version; next < scripts.Count; next++)
        {
            using var transaction = connection.BeginTransaction();
            using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = Read(scripts[next]) + $"PRAGMA user_version = {next + 1};";
            command.ExecuteNonQuery();
            transaction.Commit();
        }
    }

    private static List<string> Scripts() =>
        [.. typeof(Schema).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private static string Read(string script)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(script)!);
        return reader.ReadToEnd();
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
