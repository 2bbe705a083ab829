using GdnStreams.Engine;
using GdnStreams.Protocol;
using Microsoft.Data.Sqlite;

namespace GdnStreams.Server.Store;

/// <summary>Streams, messages and cursors in SQLite; see Migrations for the tables.</summary>
internal sealed class SqliteMessageStore(SqliteStore store) : IMessageStore
{
    private readonly StreamRows _streams = new();

    public IMaintenanceStore Maintenance { get; } = new SqliteMaintenanceStore(store);

    public Task<StreamRecord?> FindStreamAsync(TopicName topic, CancellationToken cancellationToken) => store.Readers.ReadAsync(
        connection =>
        {
            using var command = connection.Query("""
                SELECT s.id, max(next_entry, trimmed, coalesce((SELECT last + 1 FROM messages WHERE stream = s.id ORDER BY first DESC LIMIT 1), 0)), terminated,
                    (SELECT iif(first < compacted_below, first, max(first, trimmed)) FROM messages WHERE stream = s.id ORDER BY first LIMIT 1),
                    coalesce(s.ttl, n.ttl), coalesce(s.retention_time, n.retention_time), coalesce(s.retention_bytes, n.retention_bytes), compacted_below
                FROM streams s LEFT JOIN namespaces n ON n.tenant = s.tenant AND n.namespace = s.namespace
                WHERE s.tenant = $1 AND s.namespace = $2 AND s.topic = $3 AND s.persistent = $4
                """,
                topic.Tenant,
                topic.Namespace,
                topic.Topic,
                topic.Persistent);
            using var row = command.ExecuteReader();
            return row.Read()
                ? new StreamRecord(row.GetInt64(0), topic, row.NumberOrNull(3) ?? row.GetInt64(1), row.GetInt64(1), row.GetBoolean(2)) { Policy = PolicyRow.Read(row, 4), CompactedBelow = row.GetInt64(7) }
                : null;
        },
        cancellationToken);

    public Task<IReadOnlyList<TopicName>> ListStreamsAsync(string tenant, string namespaceName, CancellationToken cancellationToken) => store.Readers.ReadAsync(
        IReadOnlyList<TopicName> (connection) =>
        {
            using var command = connection.Query("SELECT topic, persistent FROM streams WHERE tenant = $1 AND namespace = $2 ORDER BY topic",
                tenant,
                namespaceName);
            using var row = command.ExecuteReader();
            var topics = new List<TopicName>();
            while (row.Read())
            {
                topics.Add(new TopicName(tenant, namespaceName, row.GetString(0), row.GetBoolean(1)));
            }

            return topics;
        },
        cancellationToken);

    public Task<StreamRecord> CreateStreamAsync(TopicName topic, int mostOfTenant, CancellationToken cancellationToken) => store.Writer.RunAsync(
        writer => _streams.TryAdd(writer, topic, mostOfTenant, out var failure) is { } id ? new StreamRecord(id, topic, 0, 0, IsTerminated: false) : throw failure!,
        cancellationToken,
        undo: _streams.Undo);

    public Task<IReadOnlyList<GdnException?>> CreateStreamsAsync(IReadOnlyList<TopicName> topics, int mostOfTenant, CancellationToken cancellationToken) =>
        store.Writer.RunAsync(writer => _streams.AddAll(writer, topics, mostOfTenant), cancellationToken, undo: _streams.Undo);

    public Task TerminateStreamAsync(StreamEnd end, CancellationToken cancellationToken)
    {
        var wasTerminated = false;
        return store.Writer.RunAsync(Terminate, cancellationToken, undo: () => end.IsTerminated = wasTerminated);

        bool Terminate(WriteTransaction writer)
        {
            wasTerminated = end.IsTerminated;
            writer.Command("UPDATE streams SET terminated = 1 WHERE id = $1", end.StreamId).ExecuteNonQuery();
            return end.IsTerminated = true;
        }
    }

    public Task DeleteStreamAsync(StreamEnd end, CancellationToken cancellationToken)
    {
        var wasDeleted = false;
        return store.Writer.RunAsync(Delete, cancellationToken, Undo);

        bool Delete(WriteTransaction writer)
        {
            wasDeleted = end.IsDeleted;

            // It may have many messages: they are removed later, step by step.
            if (_streams.Remove(writer, end.StreamId))
            {
                writer.Command("INSERT INTO deleted_streams (id) VALUES ($1)", end.StreamId).ExecuteNonQuery();
                writer.Command("DELETE FROM subscriptions WHERE stream = $1", end.StreamId).ExecuteNonQuery();
                writer.Command("DELETE FROM producers WHERE stream = $1", end.StreamId).ExecuteNonQuery();
            }

            return end.IsDeleted = true;
        }

        void Undo()
        {
            end.IsDeleted = wasDeleted;
            _streams.Undo();
        }
    }

    public void Append(Append append) => store.Writer.Append(append);

    public bool TryTakeTurn() => store.Writer.TryTakeTurn();

    public void WriteInTurn() => store.Writer.WriteInTurn();

    public Task<IReadOnlyList<StoredMessage>> ReadAsync(long streamId, long firstEntry, int maxMessages, long maxBytes, CancellationToken cancellationToken) =>
        store.Readers.ReadAsync(connection => MessageQueries.Read(connection, streamId, firstEntry, maxMessages, maxBytes), cancellationToken);

    public Task<IReadOnlyList<StoredMessage>> ReadEntriesAsync(long streamId, IReadOnlyList<long> entries, long maxBytes, CancellationToken cancellationToken) =>
        store.Readers.ReadAsync(connection => MessageQueries.ReadEntries(connection, streamId, entries, maxBytes), cancellationToken);

    public Task<(long Messages, long Bytes)> MeasureAsync(long streamId, long belowEntry, CancellationToken cancellationToken) =>
        store.Readers.ReadAsync(connection => MessageQueries.Measure(connection, streamId, belowEntry), cancellationToken);

    public async Task TrimAsync(long streamId, long belowEntry, CancellationToken cancellationToken)
    {
        while (await store.Writer.RunAsync(writer => MessageRemoval.TrimStep(writer, streamId, belowEntry), cancellationToken))
        {
            // Other writes run in between.
        }
    }

    public Task<IReadOnlyList<SubscriptionRecord>> ListSubscriptionsAsync(long streamId, CancellationToken cancellationToken) => store.Readers.ReadAsync(
        IReadOnlyList<SubscriptionRecord> (connection) =>
        {
            using var command = connection.Query("SELECT name, low_mark, acked FROM subscriptions WHERE stream = $1 ORDER BY name", streamId);
            using var row = command.ExecuteReader();
            var subscriptions = new List<SubscriptionRecord>();
            while (row.Read())
            {
                var lowMark = row.GetInt64(1);
                subscriptions.Add(new SubscriptionRecord(row.GetString(0), lowMark, row.IsDBNull(2) ? [] : AckedRanges.Read(lowMark, row.GetFieldValue<byte[]>(2))));
            }

            return subscriptions;
        },
        cancellationToken);

    public Task CreateSubscriptionAsync(long streamId, SubscriptionRecord subscription, CancellationToken cancellationToken) => store.Writer.RunAsync(
        writer => writer.Command(
            "INSERT OR REPLACE INTO subscriptions (stream, name, low_mark, acked) SELECT id, $2, $3, $4 FROM streams WHERE id = $1",
            streamId,
            subscription.Name,
            subscription.LowMark,
            AckedRanges.Write(subscription.LowMark, subscription.Islands)).ExecuteNonQuery() > 0
                ? true
                : throw new GdnException(GdnErrorCode.StreamNotFound, "The stream was deleted."),
        cancellationToken);

    public Task SaveSubscriptionAsync(long streamId, SubscriptionRecord subscription, CancellationToken cancellationToken) => store.Writer.RunAsync(
        writer => writer.Command(
            "UPDATE subscriptions SET low_mark = $3, acked = $4 WHERE stream = $1 AND name = $2",
            streamId,
            subscription.Name,
            subscription.LowMark,
            AckedRanges.Write(subscription.LowMark, subscription.Islands)).ExecuteNonQuery(),
        cancellationToken);

    public Task DeleteSubscriptionAsync(long streamId, string name, CancellationToken cancellationToken) => store.Writer.RunAsync(
        writer => writer.Command("DELETE FROM subscriptions WHERE stream = $1 AND name = $2", streamId, name).ExecuteNonQuery(),
        cancellationToken);

    public Task<long> GetLastSequenceIdAsync(long streamId, string producerName, CancellationToken cancellationToken) => store.Readers.ReadAsync(
        connection =>
        {
            using var command = connection.Query("SELECT sequence_id FROM producers WHERE stream = $1 AND name = $2", streamId, producerName);
            return command.ExecuteScalar() as long? ?? -1;
        },
        cancellationToken);

    public ValueTask DisposeAsync() => store.DisposeAsync();
}
