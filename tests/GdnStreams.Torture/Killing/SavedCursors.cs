using GdnStreams.Torture.Histories;
using Microsoft.Data.Sqlite;

namespace GdnStreams.Torture.Killing;

/// <summary>
/// What the files of a server that has ended say of a stream's subscriptions: where the next server has to go on. Read without the product's
/// own reader, and from a copy, as SQLite puts the files in order when it opens them.
/// </summary>
internal static class SavedCursors
{
    private const string Database = "streams.db";

    /// <summary>Adds them to the history of the stream.</summary>
    public static void Record(string directory, string stream, History history)
    {
        var copy = Directory.CreateTempSubdirectory("gdn-cursors-").FullName;
        try
        {
            foreach (var file in Directory.GetFiles(directory, Database + "*").Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
            {
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            }

            RecordCopy(Path.Combine(copy, Database), stream, history);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    private static void RecordCopy(string file, string stream, History history)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT c.name, s.id, c.low_mark, c.acked FROM subscriptions c JOIN streams s ON s.id = c.stream WHERE s.topic = $topic";
        command.Parameters.AddWithValue("$topic", "c8globals." + stream);
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            var (name, ledger, below) = (row.GetString(0), row.GetInt64(1), row.GetInt64(2));
            history.Record(HistoryEventKind.SavedBelow, name, id: new EntryId(ledger, below));
            foreach (var entry in row.IsDBNull(3) ? [] : Acknowledged(below, row.GetFieldValue<byte[]>(3)))
            {
                history.Record(HistoryEventKind.Saved, name, id: new EntryId(ledger, entry));
            }
        }
    }

    /// <summary>Ranges above the low mark: for each the gap before it, and its length less one, as base-128 numbers.</summary>
    private static IEnumerable<long> Acknowledged(long below, byte[] ranges)
    {
        var next = below;
        for (var at = 0; at < ranges.Length;)
        {
            next += Number(ranges, ref at);
            for (var left = Number(ranges, ref at); left >= 0; left--)
            {
                yield return next++;
            }
        }
    }

    private static long Number(byte[] bytes, ref int at)
    {
        long value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = bytes[at++];
            value |= (long)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }
}
