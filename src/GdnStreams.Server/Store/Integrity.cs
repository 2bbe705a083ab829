using Microsoft.Data.Sqlite;

namespace GdnStreams.Server.Store;

/// <summary>Finds what is wrong with a database: pages, indexes, and what our tables say about each other.</summary>
internal static class Integrity
{
    /// <summary>The largest database that a start checks completely; takes about 0.1 s.</summary>
    public const long SmallBytes = 32 * 1024 * 1024;

    /// <summary>Tables that a start and every request need; all but the messages and their schedule.</summary>
    private static readonly string[] SmallTables = ["streams", "subscriptions", "producers", "documents", "namespaces", "deleted_streams"];

    private static readonly (string Sql, string Problem)[] Rules =
    [
        ("SELECT DISTINCT stream FROM messages WHERE stream NOT IN (SELECT id FROM streams) AND stream NOT IN (SELECT id FROM deleted_streams)", "messages of stream {0}, which does not exist"),
        ("SELECT name FROM subscriptions WHERE stream NOT IN (SELECT id FROM streams)", "subscription {0} of a stream that does not exist"),
        ("SELECT name FROM producers WHERE stream NOT IN (SELECT id FROM streams)", "producer {0} of a stream that does not exist"),
        ("SELECT name FROM subscriptions WHERE low_mark < 0", "subscription {0} starts below the first message"),
        ("SELECT first FROM messages m WHERE first <= (SELECT last FROM messages WHERE stream = m.stream AND first < m.first ORDER BY first DESC LIMIT 1)", "messages from entry {0} on are stored twice"),
        ("SELECT id FROM streams WHERE (SELECT coalesce(sum(scheduled), 0) FROM messages WHERE stream = id) <> (SELECT count(*) FROM scheduled WHERE stream = id)", "the schedule of stream {0} is not that of its messages"),
    ];

    /// <summary>Everything.</summary>
    public static IReadOnlyList<string> Check(SqliteConnection connection)
    {
        var problems = new List<string>();
        try
        {
            problems.AddRange(Texts(connection, "PRAGMA integrity_check").Where(text => text != "ok"));
            if (problems.Count == 0 && connection.Number("PRAGMA user_version") is >= 1 and var version && version <= Schema.NewestVersion)
            {
                foreach (var (sql, problem) in Rules)
                {
                    problems.AddRange(Texts(connection, sql).Select(text => string.Format(System.Globalization.CultureInfo.InvariantCulture, problem, text)));
                }

                problems.AddRange(UnreadableCursors(connection));
                problems.AddRange(UnreadableMessages(connection, hasChecksums: version > 1));
            }
        }
        catch (SqliteException e)
        {
            problems.Add(e.Message);
        }

        return problems;
    }

    /// <summary>What a start checks: a small database completely, a large one except the messages. Returns the first problem, or null.</summary>
    public static string? StartCheck(SqliteConnection connection) => IsSmall(connection)
        ? QuickCheck(connection)
        : SmallTables.Intersect(Texts(connection, "SELECT name FROM sqlite_master WHERE type = 'table'")).SelectMany(table => Texts(connection, $"PRAGMA quick_check('{table}')")).FirstOrDefault(text => text != "ok");

    /// <summary>Whether <see cref="StartCheck"/> has looked through all of it.</summary>
    public static bool IsSmall(SqliteConnection connection) => connection.Number("PRAGMA page_count") * connection.Number("PRAGMA page_size") <= SmallBytes;

    /// <summary>Pages only; the first thing that is wrong, or null.</summary>
    public static string? QuickCheck(SqliteConnection connection) => Texts(connection, "PRAGMA quick_check(1)").FirstOrDefault(text => text != "ok");

    private static List<string> UnreadableCursors(SqliteConnection connection)
    {
        using var query = connection.Query("SELECT name, low_mark, acked FROM subscriptions WHERE acked IS NOT NULL");
        using var row = query.ExecuteReader();
        var problems = new List<string>();
        while (row.Read())
        {
            try
            {
                AckedRanges.Read(row.GetInt64(1), row.GetFieldValue<byte[]>(2));
            }
            catch (Exception e) when (e is FormatException or EndOfStreamException)
            {
                problems.Add($"the acknowledgements of subscription {row.GetString(0)} cannot be read: {e.Message}");
            }
        }

        return problems;
    }

    private static IEnumerable<string> UnreadableMessages(SqliteConnection connection, bool hasChecksums)
    {
        using var query = connection.Query(hasChecksums ? MessageRow.All : MessageRow.All.Replace("m.checksum", "NULL", StringComparison.Ordinal));
        using var rows = query.ExecuteReader();
        while (rows.Read())
        {
            var row = new MessageRow(rows);
            if (!row.IsSound())
            {
                yield return $"the messages of stream {row.StreamId} from entry {row.First} on cannot be read";
            }
        }
    }

    private static List<string> Texts(SqliteConnection connection, string sql)
    {
        using var query = connection.Query(sql);
        using var row = query.ExecuteReader();
        var texts = new List<string>();
        while (row.Read())
        {
            texts.Add(Convert.ToString(row.GetValue(0), System.Globalization.CultureInfo.InvariantCulture)!);
        }

        return texts;
    }
}
