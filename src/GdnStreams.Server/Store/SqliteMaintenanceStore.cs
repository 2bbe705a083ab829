using GdnStreams.Engine;
using GdnStreams.Protocol;
using Microsoft.Data.Sqlite;

namespace GdnStreams.Server.Store;

/// <summary>Positions, policies, compaction and clearing up in SQLite; see Migrations for the tables.</summary>
internal sealed class SqliteMaintenanceStore(SqliteStore store) : IMaintenanceStore
{
    public Task<IReadOnlyList<TopicName>> ListTerminatedAsync(string tenant, string namespaceName, CancellationToken cancellationToken) => store.Readers.ReadAsync(
        IReadOnlyList<TopicName> (connection) =>
        {
            using var query = connection.Query("SELECT topic FROM streams WHERE tenant = $1 AND namespace = $2 AND terminated = 1 ORDER BY topic", tenant, namespaceName);
            using var row = query.ExecuteReader();
            var topics = new List<TopicName>();
            while (row.Read())
            {
                topics.Add(new TopicName(tenant, namespaceName, row.GetString(0)));
            }

            return topics;
        },
        cancellationToken);

    public Task<long> CountSubscriptionsAsync(string tenant, CancellationToken cancellationToken) => store.Readers.ReadAsync(
        connection => connection.Number("SELECT count(*) FROM streams AS s JOIN subscriptions AS d ON d.stream = s.id WHERE s.tenant = $1", tenant) ?? 0,
        cancellationToken);

    public Task<IReadOnlyList<long>> ListEntriesAsync(long streamId, long firstEntry, int maxEntries, CancellationToken cancellationToken) =>
        store.Readers.ReadAsync(connection => MessageQueries.ListEntries(connection, streamId, firstEntry, maxEntries), cancellationToken);

    public Task<long?> FindByTimeAsync(long streamId, DateTimeOffset time, CancellationToken cancellationToken) =>
        store.Readers.ReadAsync(connection => MessageQueries.FindByTime(connection, streamId, time.ToUnixTimeMilliseconds()), cancellationToken);

    public Task<long?> FindBySizeAsync(long streamId, long bytes, CancellationToken cancellationToken) =>
        store.Readers.ReadAsync(connection => MessageQueries.FindBySize(connection, streamId, bytes), cancellationToken);

    public Task<IReadOnlyList<(long DeliverAt, long EntryId)>> ListScheduledAsync(
        long streamId, long afterDeliverAt, long afterEntry, long belowEntry, int maxEntries, CancellationToken cancellationToken) => store.Readers.ReadAsync(
        IReadOnlyList<(long, long)> (connection) =>
        {
            using var query = connection.Query(
                """
                SELECT deliver_at, entry FROM streams s JOIN scheduled ON stream = s.id
                WHERE s.id = $1 AND (deliver_at, entry) > ($2, $3) AND entry < $4 AND (entry >= trimmed OR entry < compacted_below) ORDER BY deliver_at, entry LIMIT $5
                """,
                streamId,
                afterDeliverAt,
                afterEntry,
                belowEntry,
                maxEntries);
            using var row = query.ExecuteReader();
            var scheduled = new List<(long, long)>();
            while (row.Read())
            {
                scheduled.Add((row.GetInt64(0), row.GetInt64(1)));
            }

            return scheduled;
        },
        cancellationToken);

    public Task<long> CompactAsync(long streamId, long belowEntry, CancellationToken cancellationToken) => new Compaction(store, streamId, belowEntry).RunAsync(cancellationToken);

    public Task<StreamPolicy> GetPolicyAsync(long streamId, CancellationToken cancellationToken) => store.Readers.ReadAsync(
        connection => Policy(connection.Query("SELECT ttl, retention_time, retention_bytes FROM streams WHERE id = $1", streamId)),
        cancellationToken);

    public Task SetPolicyAsync(long streamId, StreamPolicy policy, CancellationToken cancellationToken) => store.Writer.RunAsync(
        writer => writer.Command(
            "UPDATE streams SET ttl = $2, retention_time = $3, retention_bytes = $4 WHERE id = $1",
            streamId,
            PolicyRow.Milliseconds(policy.MessageTtl),
            PolicyRow.Milliseconds(policy.RetentionTime),
            policy.RetentionBytes).ExecuteNonQuery(),
        cancellationToken);

    public Task<StreamPolicy> GetNamespacePolicyAsync(string tenant, string namespaceName, CancellationToken cancellationToken) => store.Readers.ReadAsync(
        connection => Policy(connection.Query(
            "SELECT ttl, retention_time, retention_bytes FROM namespaces WHERE tenant = $1 AND namespace = $2", tenant, namespaceName)),
        cancellationToken);

    public Task SetNamespacePolicyAsync(string tenant, string namespaceName, StreamPolicy policy, CancellationToken cancellationToken) => store.Writer.RunAsync(
        writer => writer.Command(
            "INSERT OR REPLACE INTO namespaces (tenant, namespace, ttl, retention_time, retention_bytes) VALUES ($1, $2, $3, $4, $5)",
            tenant,
            namespaceName,
            PolicyRow.Milliseconds(policy.MessageTtl),
            PolicyRow.Milliseconds(policy.RetentionTime),
            policy.RetentionBytes).ExecuteNonQuery(),
        cancellationToken);

    public Task<IReadOnlyList<TopicName>> ListDueAsync(StreamPolicy inherited, DateTimeOffset now, CancellationToken cancellationToken) => store.Readers.ReadAsync(
        IReadOnlyList<TopicName> (connection) =>
        {
            // Due if the oldest message is older than the time to live or the retention, or if there is a size limit to check.
            using var query = connection.Query(
                """
                SELECT tenant, namespace, topic, persistent FROM
                    (SELECT s.id, s.tenant, s.namespace, s.topic, s.persistent,
                        coalesce(s.ttl, n.ttl, $1, 0) AS ttl, coalesce(s.retention_time, n.retention_time, $2, 0) AS kept, coalesce(s.retention_bytes, n.retention_bytes, $3, 0) AS bytes
                     FROM streams s LEFT JOIN namespaces n ON n.tenant = s.tenant AND n.namespace = s.namespace)
                WHERE bytes > 0
                    OR (ttl > 0 OR kept > 0)
                    AND (SELECT published FROM messages WHERE stream = id ORDER BY first LIMIT 1) < $4 - min(iif(ttl > 0, ttl, kept), iif(kept > 0, kept, ttl))
                """,
                (object?)PolicyRow.Milliseconds(inherited.MessageTtl) ?? DBNull.Value,
                (object?)PolicyRow.Milliseconds(inherited.RetentionTime) ?? DBNull.Value,
                (object?)inherited.RetentionBytes ?? DBNull.Value,
                now.ToUnixTimeMilliseconds());
            using var row = query.ExecuteReader();
            var topics = new List<TopicName>();
            while (row.Read())
            {
                topics.Add(new TopicName(row.GetString(0), row.GetString(1), row.GetString(2), row.GetBoolean(3)));
            }

            return topics;
        },
        cancellationToken);

    public Task ForgetProducersAsync(DateTimeOffset notSeenSince, CancellationToken cancellationToken) => store.Writer.RunAsync(
        writer => writer.Command("DELETE FROM producers WHERE seen < $1", notSeenSince.ToUnixTimeMilliseconds()).ExecuteNonQuery(),
        cancellationToken);

    public Task<bool> ReclaimAsync(CancellationToken cancellationToken) => store.Writer.RunAsync(SpaceReclaim.Step, cancellationToken);

    private static StreamPolicy Policy(SqliteCommand query)
    {
        using (query)
        {
            using var row = query.ExecuteReader();
            return row.Read() ? PolicyRow.Read(row, 0) : StreamPolicy.Inherited;
        }
    }
}
