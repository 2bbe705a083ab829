using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Subscriptions of topics in a Pulsar.</summary>
internal sealed class PulsarSubscriptionAdministration(PulsarPlace place) : SubscriptionAdministration
{
    private const int Conflict = 409;

    /// <summary>A peek ends with the message that would take more, unless it is the first.</summary>
    private const long MostPeekBytes = 8 * 1024 * 1024;

    private readonly RestClient _rest = place.Rest;

    public override Task<IReadOnlyList<string>> ListAsync(StreamName stream, CancellationToken cancellationToken) =>
        _rest.ReadAsync(HttpMethod.Get, PulsarPaths.Subscriptions(place.TopicOf(stream)), null, RestJson.Default.IReadOnlyListString, cancellationToken);

    public override async Task CreateAsync(StreamName stream, string subscription, MessageId? startAt, bool isExcluded, CancellationToken cancellationToken)
    {
        var path = PulsarPaths.Subscription(place.TopicOf(stream), subscription);
        var body = Position(startAt ?? MessageId.Latest, isExcluded);

        // Pulsar would create a topic that is missing.
        await ListAsync(stream, cancellationToken).ConfigureAwait(false);
        await _rest.SendAsync(HttpMethod.Put, path, body, cancellationToken).ConfigureAwait(false);
    }

    public override Task DeleteAsync(StreamName stream, string subscription, bool force, CancellationToken cancellationToken) =>
        _rest.SendAsync(HttpMethod.Delete, PulsarPaths.Subscription(place.TopicOf(stream), subscription, force), null, cancellationToken);

    public override Task UnsubscribeAsync(string subscription, CancellationToken cancellationToken) =>
        ForEachAsync(topic => _rest.SendAsync(HttpMethod.Delete, PulsarPaths.Subscription(topic, subscription, force: true), null, cancellationToken), cancellationToken);

    /// <remarks>Pulsar's own call for one subscription fails as soon as one topic does not have it.</remarks>
    public override Task ClearBacklogAsync(string? subscription, CancellationToken cancellationToken) => subscription is null
        ? place.ForEachNamespaceAsync(place.Fabric, null, name => _rest.SendAsync(HttpMethod.Post, PulsarPaths.ClearBacklog(place.Tenant, name), null, cancellationToken))
        : ForEachAsync(topic => _rest.SendAsync(HttpMethod.Post, PulsarPaths.SkipAll(topic, subscription), null, cancellationToken), cancellationToken);

    public override Task SkipAllAsync(StreamName stream, string subscription, CancellationToken cancellationToken) =>
        _rest.SendAsync(HttpMethod.Post, PulsarPaths.SkipAll(place.TopicOf(stream), subscription), null, cancellationToken);

    /// <remarks>Of a stream with partitions the ends alone are in all of them: a message is in one.</remarks>
    public override Task ResetAsync(StreamName stream, string subscription, MessageId position, bool isExcluded, CancellationToken cancellationToken)
    {
        var topic = place.TopicOf(stream);
        var body = Position(position, isExcluded);
        return PulsarPartitions.DoAsync(place, topic, () => ResetOneAsync(topic), ResetAllAsync, cancellationToken);

        Task ResetOneAsync(TopicName one) => _rest.SendAsync(HttpMethod.Post, PulsarPaths.ResetCursor(one, subscription), body, cancellationToken);

        async Task ResetAllAsync(int count)
        {
            if (position != MessageId.Earliest && position != MessageId.Latest)
            {
                throw PulsarPartitions.NotOfAll(stream, count, "messages");
            }

            foreach (var partition in PulsarPartitions.Of(topic, count))
            {
                await ResetOneAsync(partition).ConfigureAwait(false);
            }
        }
    }

    private protected override Task SkipCoreAsync(StreamName stream, string subscription, long messages, CancellationToken ct)
    {
        var topic = place.TopicOf(stream);
        return PulsarPartitions.DoAsync(
            place,
            topic,
            () => _rest.SendAsync(HttpMethod.Post, PulsarPaths.Skip(topic, subscription, messages), null, ct),
            count => throw PulsarPartitions.NotOfAll(stream, count, "an order"),
            ct);
    }

    private protected override Task ResetCoreAsync(StreamName stream, string subscription, long milliseconds, CancellationToken ct) =>
        _rest.SendAsync(HttpMethod.Post, PulsarPaths.ResetCursor(place.TopicOf(stream), subscription, milliseconds), null, ct);

    private protected override async Task ExpireCoreAsync(StreamName stream, string? subscription, long seconds, CancellationToken ct)
    {
        // Pulsar's own call for all subscriptions fails as soon as one of them has nothing to expire.
        foreach (var name in subscription is null ? await ListAsync(stream, ct).ConfigureAwait(false) : [subscription])
        {
            try
            {
                await _rest.SendAsync(HttpMethod.Post, PulsarPaths.Expire(place.TopicOf(stream), name, seconds), null, ct).ConfigureAwait(false);
            }
            catch (GdnException e) when (e.Status == Conflict)
            {
                await EnsureNothingToExpireAsync(stream, name, e, ct).ConfigureAwait(false);
            }
        }
    }

    private protected override async Task<IReadOnlyList<ReceivedMessage>> PeekCoreAsync(
        StreamName stream, string subscription, int count, int skip, CancellationToken ct)
    {
        // Pulsar would create a subscription that is missing.
        if (!(await ListAsync(stream, ct).ConfigureAwait(false)).Contains(subscription, StringComparer.Ordinal))
        {
            throw new GdnException(GdnErrorCode.SubscriptionNotFound, $"The stream {stream} has no subscription '{subscription}'.");
        }

        var topic = place.TopicOf(stream);
        return await PulsarPartitions.AskAsync<IReadOnlyList<ReceivedMessage>>(
            place, topic, () => PeekOneAsync(stream, topic, subscription, count, skip, ct), partitions => throw PulsarPartitions.NotOfAll(stream, partitions, "a backlog"), ct).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<ReceivedMessage>> PeekOneAsync(StreamName stream, TopicName topic, string subscription, int count, int skip, CancellationToken ct)
    {
        // Pulsar counts entries, and an entry may hold many messages: one that is left out has to be read too.
        var messages = new List<ReceivedMessage>();
        var (left, bytes) = (skip, 0L);
        for (long entry = 1; messages.Count < count && bytes < MostPeekBytes; entry++)
        {
            RestAnswer answer;
            try
            {
                answer = await _rest.CallAsync(HttpMethod.Get, PulsarPaths.Peek(topic, subscription, entry), null, ct).ConfigureAwait(false);
            }
            catch (GdnException e) when (e.Code == GdnErrorCode.MessageNotFound)
            {
                break;
            }

            foreach (var message in PulsarEntry.Read(answer, stream, subscription))
            {
                if (left > 0)
                {
                    left--;
                }
                else if (messages.Count == 0 || (messages.Count < count && bytes + message.Payload.Length <= MostPeekBytes))
                {
                    messages.Add(message);
                    bytes += message.Payload.Length;
                }
                else
                {
                    return messages;
                }
            }
        }

        return messages;
    }

    /// <summary>A conflict means that an expiry runs already, or that there is nothing to expire. Pulsar does not say which.</summary>
    private async Task EnsureNothingToExpireAsync(StreamName stream, string subscription, GdnException conflict, CancellationToken ct)
    {
        var stats = await PulsarPartitions.StatsAsync(place, place.TopicOf(stream), ct).ConfigureAwait(false);
        if (stats.Subscriptions.TryGetValue(subscription, out var status) && status.Backlog > 0 && status.Consumers.Count == 0)
        {
            throw conflict;
        }
    }

    /// <summary>Every topic of the fabric that has the subscription.</summary>
    private async Task ForEachAsync(Func<TopicName, Task> body, CancellationToken ct)
    {
        foreach (var stream in await place.ListAsync(null, ct).ConfigureAwait(false))
        {
            try
            {
                await body(place.TopicOf(stream.Name)).ConfigureAwait(false);
            }
            catch (GdnException e) when (e.Code is GdnErrorCode.SubscriptionNotFound or GdnErrorCode.StreamNotFound)
            {
                // A topic without this subscription needs nothing.
            }
        }
    }

    private static byte[] Position(MessageId id, bool isExcluded) => MessagePosition.TryParse(id.ToString(), out var position, out var batch)
        ? RestCalls.Json(PulsarPosition.Of(position, batch.Index, batch.Size, isExcluded), RestJson.Default.PulsarPosition)
        : throw new GdnException(GdnErrorCode.BadRequest, $"'{id}' is not a message id. Give one that a message or receipt has, or Earliest, or Latest.");
}
