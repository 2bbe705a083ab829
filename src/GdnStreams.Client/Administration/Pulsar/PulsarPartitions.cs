using System.Text.RegularExpressions;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Topics of a Pulsar that have partitions. Each partition is a topic of its own, and much of what a topic is asked has to be asked in another way of them all.</summary>
internal static class PulsarPartitions
{
    private static readonly Regex Ending = new(@"-partition-\d+$", RegexOptions.CultureInvariant);

    /// <summary>The topics of a namespace, each partitioned one once with the number of its partitions, the others with 0.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.FabricNotFound"/></exception>
    public static async Task<IReadOnlyList<(TopicName Topic, int Partitions)>> ListAsync(PulsarPlace place, string name, CancellationToken ct)
    {
        var all = await TopicsAsync(place, PulsarPaths.Topics(place.Tenant, name), ct).ConfigureAwait(false);
        var partitioned = await TopicsAsync(place, PulsarPaths.PartitionedTopics(place.Tenant, name), ct).ConfigureAwait(false);
        var wholes = new HashSet<string>(partitioned, StringComparer.Ordinal);
        var topics = all.Where(topic => Ending.Replace(topic, "") is var whole && (whole == topic || !wholes.Contains(whole))).Select(topic => (TopicName.Parse(topic), 0)).ToList();
        foreach (var whole in partitioned.Select(TopicName.Parse))
        {
            // Those that are there do not tell: a broker deletes partitions that nobody uses, and makes them again.
            topics.Add((whole, await CountAsync(place, whole, ct).ConfigureAwait(false)));
        }

        return topics;
    }

    /// <summary>Asks as of a topic without partitions, and where the broker refuses that and the topic has some, in the other way.</summary>
    /// <param name="place">Where the topic is.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="whole">The call for a topic without partitions.</param>
    /// <param name="partitioned">The call for one that has so many.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <remarks>The other way round every call about a usual topic would be two.</remarks>
    public static async Task<T> AskAsync<T>(PulsarPlace place, TopicName topic, Func<Task<T>> whole, Func<int, Task<T>> partitioned, CancellationToken ct)
    {
        try
        {
            return await whole().ConfigureAwait(false);
        }
        catch (GdnException e) when (e.Status is 404 or 405 or 409 or 412)
        {
            var count = await CountAsync(place, topic, ct).ConfigureAwait(false);
            if (count == 0)
            {
                throw;
            }

            return await partitioned(count).ConfigureAwait(false);
        }
    }

    /// <inheritdoc cref="AskAsync{T}(PulsarPlace, TopicName, Func{Task{T}}, Func{int, Task{T}}, CancellationToken)"/>
    public static Task DoAsync(PulsarPlace place, TopicName topic, Func<Task> whole, Func<int, Task> partitioned, CancellationToken ct) =>
        AskAsync(place, topic, () => DoneAsync(whole()), count => DoneAsync(partitioned(count)), ct);

    /// <summary>The statistics of a topic, of all its partitions together.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamNotFound"/></exception>
    public static Task<StreamStats> StatsAsync(PulsarPlace place, TopicName topic, CancellationToken ct) => AskAsync(
        place,
        topic,
        () => place.Rest.ReadAsync(HttpMethod.Get, PulsarPaths.Stats(topic), null, RestJson.Default.StreamStats, ct),
        async _ =>
        {
            var parts = await place.Rest.ReadAsync(HttpMethod.Get, PulsarPaths.PartitionedStats(topic), null, RestJson.Default.PulsarPartitionStats, ct).ConfigureAwait(false);
            return PulsarPartitionSums.Of([.. parts.Partitions.Values]);
        },
        ct);

    /// <summary>Deletes a topic with its partitions.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamNotFound"/>, <see cref="GdnErrorCode.ActiveConsumers"/></exception>
    public static Task DeleteAsync(PulsarPlace place, TopicName topic, bool force, CancellationToken ct) => DoAsync(
        place,
        topic,
        () => place.Rest.SendAsync(HttpMethod.Delete, PulsarPaths.Topic(topic, force), null, ct),
        _ => place.Rest.SendAsync(HttpMethod.Delete, PulsarPaths.Partitions(topic, force), null, ct),
        ct);

    /// <summary>The partitions of a topic, in order.</summary>
    public static IEnumerable<TopicName> Of(TopicName topic, int count) =>
        Enumerable.Range(0, count).Select(partition => topic with { Topic = $"{topic.Topic}-partition-{partition}" });

    /// <summary>What cannot be asked of all partitions at once.</summary>
    public static GdnException NotOfAll(StreamName stream, int count, string what) => new(
        GdnErrorCode.NotSupported, $"The stream {stream} has {count} partitions, and each has {what} of its own. Ask for one of them, such as {stream.Name}-partition-0.");

    /// <summary>How many partitions a topic has; 0 where it has none, and where nobody tells: what was refused before stays refused.</summary>
    private static async Task<int> CountAsync(PulsarPlace place, TopicName topic, CancellationToken ct)
    {
        try
        {
            return (await place.Rest.ReadAsync(HttpMethod.Get, PulsarPaths.Partitions(topic), null, RestJson.Default.PulsarPartitionCount, ct).ConfigureAwait(false)).Partitions;
        }
        catch (GdnException)
        {
            return 0;
        }
    }

    private static Task<IReadOnlyList<string>> TopicsAsync(PulsarPlace place, string path, CancellationToken ct) =>
        place.Rest.ReadAsync(HttpMethod.Get, path, null, RestJson.Default.IReadOnlyListString, ct);

    private static async Task<bool> DoneAsync(Task call)
    {
        await call.ConfigureAwait(false);
        return true;
    }
}
