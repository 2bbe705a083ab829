using GdnStreams.Engine;
using Microsoft.Data.Sqlite;

namespace GdnStreams.Server.Store;

/// <summary>What is read of a stream's messages: pages, single ones, their number, their places.</summary>
internal static class MessageQueries
{
    /// <summary>A page from an entry on. Payloads are slices of the rows: nothing is copied.</summary>
    public static IReadOnlyList<StoredMessage> Read(SqliteConnection connection, long streamId, long firstEntry, int maxMessages, long maxBytes)
    {
        var messages = new List<StoredMessage>();
        long bytes = 0;
        foreach (var row in Rows(connection, MessageRow.From, streamId, firstEntry))
        {
            for (var batch = row.Read(); messages.Count < maxMessages && bytes < maxBytes && batch.Read();)
            {
                if (batch.Entry >= firstEntry && row.Has(batch.Entry))
                {
                    messages.Add(batch.ToMessage());
                    bytes += messages[^1].Size;
                }
            }

            if (messages.Count >= maxMessages || bytes >= maxBytes)
            {
                break;
            }
        }

        return messages;
    }

    /// <summary>Single messages, in the order asked for. Each payload is copied: a slice would keep its whole row in memory.</summary>
    public static IReadOnlyList<StoredMessage> ReadEntries(SqliteConnection connection, long streamId, IReadOnlyList<long> entries, long maxBytes)
    {
        var messages = new List<StoredMessage>(entries.Count);
        MessageRow? row = null;
        BatchReader? batch = null;
        long bytes = 0;
        foreach (var entry in entries.TakeWhile(_ => bytes < maxBytes))
        {
            if (row is null || entry < row.First || entry > row.Last)
            {
                (row, batch) = (Rows(connection, MessageRow.From + " LIMIT 1", streamId, entry).Select(found => found.Load()).FirstOrDefault(), null);
            }

            if (row is null || entry < row.First || !row.Has(entry))
            {
                continue;
            }

            batch = batch is not null && batch.Entry < entry ? batch : row.Read();
            while (batch.Entry < entry && batch.Read())
            {
                // Next one.
            }

            if (batch.Entry == entry)
            {
                messages.Add(batch.ToMessage() with { Payload = batch.Payload.ToArray() });
                bytes += messages[^1].Size;
            }
        }

        return messages;
    }

    /// <summary>How many messages, and bytes of payload, there are below an entry.</summary>
    public static (long Messages, long Bytes) Measure(SqliteConnection connection, long streamId, long belowEntry)
    {
        var (messages, bytes) = (0L, 0L);
        foreach (var row in Rows(connection, MessageRow.Counted, streamId, belowEntry))
        {
            if (row.IsWhole && row.Last < belowEntry)
            {
                (messages, bytes) = (messages + row.Count, bytes + row.Bytes);
                continue;
            }

            for (var batch = row.Read(); batch.Read();)
            {
                if (batch.Entry < belowEntry && row.Has(batch.Entry))
                {
                    (messages, bytes) = (messages + 1, bytes + batch.Payload.Length);
                }
            }
        }

        return (messages, bytes);
    }

    /// <summary>The numbers of the messages from an entry on.</summary>
    public static IReadOnlyList<long> ListEntries(SqliteConnection connection, long streamId, long firstEntry, int maxEntries) =>
        [.. Rows(connection, MessageRow.Numbered, streamId, firstEntry).SelectMany(Entries).Where(entry => entry >= firstEntry).Take(maxEntries)];

    /// <summary>The first message published at or after a time; null where all are older.</summary>
    public static long? FindByTime(SqliteConnection connection, long streamId, long time)
    {
        // Publish times rise with the entries: a binary search looks at some twenty rows, not at all of them.
        var low = connection.Number("SELECT min(first) FROM messages WHERE stream = $1", streamId);
        var high = connection.Number("SELECT max(first) FROM messages WHERE stream = $1", streamId);
        var from = low ?? 0;
        while (low <= high)
        {
            var middle = low.Value + ((high.Value - low.Value) / 2);
            using var query = connection.Query("SELECT first, published FROM messages WHERE stream = $1 AND first <= $2 ORDER BY first DESC LIMIT 1", streamId, middle);
            using var row = query.ExecuteReader();
            if (row.Read() && row.GetInt64(1) < time)
            {
                from = row.GetInt64(0);
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        foreach (var row in Rows(connection, MessageRow.From, streamId, from))
        {
            for (var batch = row.Read(); batch.Read();)
            {
                if (batch.Published >= time && row.Has(batch.Entry))
                {
                    return batch.Entry;
                }
            }
        }

        return null;
    }

    /// <summary>The first of the newest messages that have at most this many bytes of payload together; null where even the last has more.</summary>
    public static long? FindBySize(SqliteConnection connection, long streamId, long bytes)
    {
        // Most rows count as a whole, by their columns. Only in the one where the bytes end are the messages looked at.
        long? found = null;
        using (var query = connection.Query(MessageRow.Sizes, streamId))
        {
            using var newest = query.ExecuteReader();
            for (; newest.Read() && newest.GetBoolean(2) && newest.GetInt64(1) <= bytes; bytes -= newest.GetInt64(1))
            {
                found = newest.GetInt64(0);
            }
        }

        foreach (var row in Rows(connection, MessageRow.Back, streamId, found ?? long.MaxValue))
        {
            var sizes = new List<(long Entry, int Bytes)>(row.Count);
            for (var batch = row.Read(); batch.Read();)
            {
                if (row.Has(batch.Entry))
                {
                    sizes.Add((batch.Entry, batch.Payload.Length));
                }
            }

            for (var i = sizes.Count - 1; i >= 0; i--)
            {
                if ((bytes -= sizes[i].Bytes) < 0)
                {
                    return found;
                }

                found = sizes[i].Entry;
            }
        }

        return found;
    }

    /// <summary>Rows of a stream by one of <see cref="MessageRow"/>'s queries.</summary>
    public static IEnumerable<MessageRow> Rows(SqliteConnection connection, string sql, long streamId, long entry)
    {
        using var query = connection.Query(sql, streamId, entry);
        using var rows = query.ExecuteReader();
        while (rows.Read())
        {
            yield return new MessageRow(rows);
        }
    }

    private static IEnumerable<long> Entries(MessageRow row)
    {
        if (row.IsDense)
        {
            for (var entry = row.First; entry <= row.Last; entry++)
            {
                if (row.Has(entry))
                {
                    yield return entry;
                }
            }

            yield break;
        }

        for (var batch = row.Read(); batch.Read();)
        {
            if (row.Has(batch.Entry))
            {
                yield return batch.Entry;
            }
        }
    }
}
