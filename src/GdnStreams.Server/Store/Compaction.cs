namespace GdnStreams.Server.Store;

/// <summary>Removes what a later message of the same key replaces, in several writes: others come in between.</summary>
internal sealed class Compaction(SqliteStore store, long streamId, long belowEntry)
{
    /// <summary>Rows written again in one write.</summary>
    private const int StepRows = 32;

    /// <summary>How many messages were removed.</summary>
    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        await store.Writer.RunAsync(Begin, cancellationToken);
        var (replaced, rows) = await store.Readers.ReadAsync(FindReplaced, cancellationToken);
        foreach (var step in rows.Chunk(StepRows))
        {
            await store.Writer.RunAsync(writer => Remove(writer, step, replaced), cancellationToken);
        }

        return replaced.Count;
    }

    /// <summary>
    /// From here on what is below the entry stays when the stream is trimmed. So what was trimmed before has to be gone by then, also where it
    /// lies in a row with others.
    /// </summary>
    private bool Begin(WriteTransaction writer)
    {
        var (trimmed, compactedBelow) = (Number(writer, "trimmed"), Number(writer, "compacted_below"));
        while (MessageRemoval.RemoveRows(writer, streamId, compactedBelow, trimmed))
        {
            // All of them: usually there is none.
        }

        foreach (var edge in (long[])[compactedBelow, trimmed])
        {
            if (MessageRemoval.Find(writer, streamId, edge) is { IsWhole: false } row)
            {
                MessageRemoval.Rewrite(writer, streamId, row, row.Has);
            }
        }

        // The last message may be among those removed. Its number stays used, since cursors are already past it.
        return writer.Command(
            "UPDATE streams SET compacted_below = max(compacted_below, $2), next_entry = max(next_entry, $2) WHERE id = $1", streamId, belowEntry).ExecuteNonQuery() > 0;
    }

    /// <summary>The messages to remove, and an entry of each row that holds some.</summary>
    private (HashSet<long> Replaced, List<long> Rows) FindReplaced(Microsoft.Data.Sqlite.SqliteConnection connection)
    {
        var newest = new Dictionary<string, (long Entry, bool IsEmpty)>(StringComparer.Ordinal);
        var replaced = new HashSet<long>();
        foreach (var row in MessageQueries.Rows(connection, MessageRow.Below, streamId, belowEntry))
        {
            for (var batch = row.Read(); batch.Read() && batch.Entry < belowEntry;)
            {
                if (batch.Key is { } key)
                {
                    if (newest.TryGetValue(key, out var older))
                    {
                        replaced.Add(older.Entry);
                    }

                    newest[key] = (batch.Entry, batch.Payload.IsEmpty);
                }
            }
        }

        replaced.UnionWith(newest.Values.Where(message => message.IsEmpty).Select(message => message.Entry));
        var rows = MessageQueries.Rows(connection, MessageRow.Below, streamId, belowEntry).Where(row => Holds(row, replaced)).Select(row => row.First).ToList();
        return (replaced, rows);
    }

    private static bool Holds(MessageRow row, HashSet<long> entries)
    {
        for (var batch = row.Read(); batch.Read();)
        {
            if (entries.Contains(batch.Entry))
            {
                return true;
            }
        }

        return false;
    }

    private int Remove(WriteTransaction writer, IEnumerable<long> rows, HashSet<long> replaced)
    {
        var written = 0;
        foreach (var first in rows)
        {
            // Not there: the stream was deleted meanwhile.
            if (MessageRemoval.Find(writer, streamId, first) is { } row)
            {
                MessageRemoval.Rewrite(writer, streamId, row, entry => !replaced.Contains(entry));
                written++;
            }
        }

        return written;
    }

    private long Number(WriteTransaction writer, string column) =>
        writer.Command($"SELECT {column} FROM streams WHERE id = $1", streamId).ExecuteScalar() as long? ?? 0;
}
