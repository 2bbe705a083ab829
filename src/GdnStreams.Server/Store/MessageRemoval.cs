using Microsoft.Data.Sqlite;

namespace GdnStreams.Server.Store;

/// <summary>Removes messages, whole rows at a time, and what the table of scheduled messages says of them.</summary>
internal static class MessageRemoval
{
    /// <summary>Rows removed in one write, so that others come in between; usually at most 8 MiB.</summary>
    private const int StepRows = 128;

    /// <summary>Scheduled messages of a deleted stream removed in one write.</summary>
    private const int StepScheduled = 4_096;

    /// <summary>
    /// Marks the messages below an entry as removed, except compacted ones, and removes some of the rows that hold no other; true where there may be
    /// more of them. A row with the entry in its midst stays.
    /// </summary>
    public static bool TrimStep(WriteTransaction writer, long streamId, long belowEntry)
    {
        writer.Command("UPDATE streams SET trimmed = $2 WHERE id = $1 AND trimmed < $2", streamId, belowEntry).ExecuteNonQuery();
        var compactedBelow = writer.Command("SELECT compacted_below FROM streams WHERE id = $1", streamId).ExecuteScalar() as long? ?? 0;
        return RemoveRows(writer, streamId, compactedBelow, belowEntry);
    }

    /// <summary>Removes rows that lie between two entries, some at a time; true where there may be more.</summary>
    public static bool RemoveRows(WriteTransaction writer, long streamId, long fromEntry, long belowEntry)
    {
        long? last = null;
        var (count, scheduled) = (0, 0L);
        using (var row = writer.Command(
            "SELECT first, scheduled FROM messages WHERE stream = $1 AND first >= $2 AND first < $3 AND last < $3 ORDER BY first LIMIT $4", streamId, fromEntry, belowEntry, StepRows).ExecuteReader())
        {
            while (row.Read())
            {
                (last, count, scheduled) = (row.GetInt64(0), count + 1, scheduled + row.GetInt64(1));
            }
        }

        if (last is null)
        {
            return false;
        }

        if (scheduled > 0)
        {
            Unschedule(writer, streamId, fromEntry, last.Value);
        }

        writer.Command("DELETE FROM messages WHERE stream = $1 AND first >= $2 AND first <= $3", streamId, fromEntry, last).ExecuteNonQuery();
        return count == StepRows;
    }

    /// <summary>Removes some of what a deleted stream has left; false where there is nothing.</summary>
    public static bool DeleteStep(WriteTransaction writer, long streamId) =>
        writer.Command("DELETE FROM messages WHERE stream = $1 AND first IN (SELECT first FROM messages WHERE stream = $1 ORDER BY first LIMIT $2)", streamId, StepRows).ExecuteNonQuery()
        + writer.Command(
            "DELETE FROM scheduled WHERE stream = $1 AND (deliver_at, entry) IN (SELECT deliver_at, entry FROM scheduled WHERE stream = $1 LIMIT $2)", streamId, StepScheduled).ExecuteNonQuery() > 0;

    /// <summary>Writes a row again without some of its messages, or not at all where none is left.</summary>
    public static void Rewrite(WriteTransaction writer, long streamId, MessageRow row, Func<long, bool> stays)
    {
        var kept = new BatchWriter();
        var unscheduled = new List<(long, long)>();
        for (var batch = row.Read(); batch.Read();)
        {
            if (stays(batch.Entry))
            {
                kept.Add(batch.ToMessage());
            }
            else if (batch.DeliverAt != 0)
            {
                unscheduled.Add((batch.DeliverAt, batch.Entry));
            }
        }

        if (kept.Count == 0)
        {
            writer.Command("DELETE FROM messages WHERE stream = $1 AND first = $2", streamId, row.First).ExecuteNonQuery();
        }
        else
        {
            // One statement: of a database in memory others read what is not yet committed.
            writer.Command(
                "UPDATE messages SET first = $3, last = $4, count = $5, bytes = $6, published = $7, scheduled = $8, body = $9, checksum = $10 WHERE stream = $1 AND first = $2",
                streamId, row.First, kept.First, kept.Last, kept.Count, kept.Bytes, kept.Published, kept.Scheduled, kept.Body.ToArray(), kept.Checksum).ExecuteNonQuery();
        }

        Unschedule(writer, streamId, unscheduled);
    }

    /// <summary>The row that holds an entry, if there is one.</summary>
    public static MessageRow? Find(WriteTransaction writer, long streamId, long entry) =>
        Read(writer.Command(MessageRow.From + " LIMIT 1", streamId, entry)).FirstOrDefault(row => row.First <= entry && entry <= row.Last);

    private static List<MessageRow> Read(WriteTransaction writer, long streamId, long fromEntry, long toFirst) =>
        Read(writer.Command(MessageRow.Between, streamId, fromEntry, toFirst));

    private static List<MessageRow> Read(SqliteCommand command)
    {
        using var rows = command.ExecuteReader();
        var read = new List<MessageRow>();
        while (rows.Read())
        {
            read.Add(new MessageRow(rows).Load());
        }

        return read;
    }

    private static IEnumerable<(long DeliverAt, long Entry)> Scheduled(MessageRow row)
    {
        for (var batch = row.Read(); batch.Read();)
        {
            if (batch.DeliverAt != 0)
            {
                yield return (batch.DeliverAt, batch.Entry);
            }
        }
    }

    /// <summary>Removes from the schedule what the rows of some entries have there.</summary>
    private static void Unschedule(WriteTransaction writer, long streamId, long fromEntry, long toFirst)
    {
        var rows = Read(writer, streamId, fromEntry, toFirst);
        try
        {
            Unschedule(writer, streamId, rows.SelectMany(Scheduled));
        }
        catch (InvalidDataException)
        {
            // A damaged row does not say when its messages were due. It can be removed all the same; looking through the whole schedule takes longer.
            writer.Command("DELETE FROM scheduled WHERE stream = $1 AND entry >= $2 AND entry <= $3", streamId, rows[0].First, rows[^1].Last).ExecuteNonQuery();
        }
    }

    private static void Unschedule(WriteTransaction writer, long streamId, IEnumerable<(long DeliverAt, long Entry)> messages)
    {
        foreach (var (deliverAt, entry) in messages)
        {
            writer.Command("DELETE FROM scheduled WHERE stream = $1 AND deliver_at = $2 AND entry = $3", streamId, deliverAt, entry).ExecuteNonQuery();
        }
    }
}
