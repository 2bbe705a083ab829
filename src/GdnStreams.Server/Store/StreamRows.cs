using System.Text.Json;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Store;

/// <summary>
/// The rows of streams, and how many each tenant has: a creation that counted them would cost more the more there are. Used by the store's thread only.
/// </summary>
internal sealed class StreamRows
{
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>Adds a stream; its id, or null with the reason.</summary>
    /// <param name="writer">The transaction.</param>
    /// <param name="topic">Its name.</param>
    /// <param name="mostOfTenant">Most streams that its tenant may have with it.</param>
    /// <param name="failure"><see cref="GdnErrorCode.StreamExists"/>; <see cref="GdnErrorCode.LimitExceeded"/>: the tenant has as many as it may.</param>
    public long? TryAdd(WriteTransaction writer, TopicName topic, int mostOfTenant, out GdnException? failure)
    {
        failure = null;
        var count = Count(writer, topic.Tenant);
        if (count < mostOfTenant && Insert(writer, topic) is { } id)
        {
            _counts[topic.Tenant] = count + 1;
            return id;
        }

        failure = count < mostOfTenant || Exists(writer, topic)
            ? ExistsAlready(topic)
            : new GdnException(
                GdnErrorCode.LimitExceeded,
                $"The tenant {topic.Tenant} has {count} streams, and may not have more (--max-streams). Delete those that nobody needs, or raise the limit.");
        return null;
    }

    /// <summary>Adds streams, each for itself; for each why it was not added, as <see cref="TryAdd"/> has it, or null.</summary>
    public IReadOnlyList<GdnException?> AddAll(WriteTransaction writer, IReadOnlyList<TopicName> topics, int mostOfTenant)
    {
        var failures = new GdnException?[topics.Count];
        foreach (var place in Enumerable.Range(0, topics.Count).GroupBy(i => topics[i] with { Topic = "" }))
        {
            int[] alike = [.. place];
            if (Count(writer, place.Key.Tenant) + alike.Length <= mostOfTenant)
            {
                var added = InsertAll(writer, place.Key, [.. alike.Select(i => topics[i].Topic)]);
                _counts[place.Key.Tenant] += added.Count;
                foreach (var i in alike)
                {
                    failures[i] = added.Remove(topics[i].Topic) ? null : ExistsAlready(topics[i]);
                }
            }
            else
            {
                foreach (var i in alike)
                {
                    TryAdd(writer, topics[i], mostOfTenant, out failures[i]);
                }
            }
        }

        return failures;
    }

    /// <summary>Removes a stream; false where there is none.</summary>
    public bool Remove(WriteTransaction writer, long id)
    {
        if (writer.Command("DELETE FROM streams WHERE id = $1 RETURNING tenant", id).ExecuteScalar() is not string tenant)
        {
            return false;
        }

        if (_counts.TryGetValue(tenant, out var count))
        {
            _counts[tenant] = count - 1;
        }

        return true;
    }

    /// <summary>A write was rolled back. It may have been counted, so all are counted again.</summary>
    public void Undo() => _counts.Clear();

    private long Count(WriteTransaction writer, string tenant)
    {
        if (!_counts.TryGetValue(tenant, out var count))
        {
            // They lie side by side in the index of their names.
            count = _counts[tenant] = (long)writer.Command("SELECT count(*) FROM streams WHERE tenant = $1", tenant).ExecuteScalar()!;
        }

        return count;
    }

    private static long? Insert(WriteTransaction writer, TopicName topic) => writer.Command(
        "INSERT INTO streams (tenant, namespace, topic, persistent) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING id",
        topic.Tenant,
        topic.Namespace,
        topic.Topic,
        topic.Persistent).ExecuteScalar() as long?;

    /// <summary>With one statement, which costs a third of one for each. Those that were not there.</summary>
    private static HashSet<string> InsertAll(WriteTransaction writer, TopicName place, IReadOnlyList<string> topics)
    {
        using var row = writer.Command(
            """
            INSERT INTO streams (tenant, namespace, topic, persistent) SELECT $1, $2, value, $3 FROM json_each($4) WHERE true
            ON CONFLICT DO NOTHING RETURNING topic
            """,
            place.Tenant,
            place.Namespace,
            place.Persistent,
            JsonSerializer.Serialize(topics, RestJson.Default.IReadOnlyListString)).ExecuteReader();
        var added = new HashSet<string>(topics.Count, StringComparer.Ordinal);
        while (row.Read())
        {
            added.Add(row.GetString(0));
        }

        return added;
    }

    private static GdnException ExistsAlready(TopicName topic) => new(GdnErrorCode.StreamExists, $"The stream {topic.Topic} exists already.");

    private static bool Exists(WriteTransaction writer, TopicName topic) => writer.Command(
        "SELECT id FROM streams WHERE tenant = $1 AND namespace = $2 AND topic = $3 AND persistent = $4",
        topic.Tenant,
        topic.Namespace,
        topic.Topic,
        topic.Persistent).ExecuteScalar() is long;
}
