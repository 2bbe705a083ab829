using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Streams and subscriptions of the session's fabric, over REST. Thread-safe.</summary>
public sealed class StreamAdministration
{
    private readonly RestClient _rest;
    private readonly string _fabric;

    internal StreamAdministration(RestClient rest, string fabric) => (_rest, _fabric) = (rest, fabric);

    /// <summary>Creates a stream and gives its name back.</summary>
    /// <exception cref="GdnException">InvalidName, StreamExists, Forbidden.</exception>
    public async Task<StreamName> CreateAsync(StreamName stream, CancellationToken cancellationToken = default)
    {
        var path = RestPaths.CreateStream(_fabric, stream.EnsureCreatable());
        await _rest.SendAsync(HttpMethod.Post, path, null, cancellationToken).ConfigureAwait(false);
        return stream;
    }

    /// <summary>The streams of the fabric, of one scope or of all (null).</summary>
    /// <exception cref="GdnException">FabricNotFound.</exception>
    public async Task<IReadOnlyList<StreamInfo>> ListAsync(StreamScope? scope = null, CancellationToken cancellationToken = default)
    {
        var reply = await _rest.GetAsync(RestPaths.Streams(_fabric, scope), RestJson.Default.EnvelopeIReadOnlyListStreamItem, cancellationToken)
            .ConfigureAwait(false);
        return
        [
            .. from item in reply
               where StreamName.TryParse(item.Topic, out _)
               let name = StreamName.Parse(item.Topic)
               where scope is null || name.Scope == scope
               select new StreamInfo { Name = name, Fabric = item.Fabric, Tenant = item.Tenant },
        ];
    }

    /// <summary>Whether the stream exists.</summary>
    public async Task<bool> ExistsAsync(StreamName stream, CancellationToken cancellationToken = default) =>
        (await ListAsync(stream.Scope, cancellationToken).ConfigureAwait(false)).Any(info => info.Name == stream);

    /// <summary>Deletes the stream with its messages; with <paramref name="force"/> also while it is in use.</summary>
    /// <exception cref="GdnException">StreamNotFound; ActiveConsumers when in use and not forced.</exception>
    public Task DeleteAsync(StreamName stream, bool force = false, CancellationToken cancellationToken = default) =>
        _rest.SendAsync(HttpMethod.Delete, RestPaths.Stream(_fabric, stream, force), null, cancellationToken);

    /// <summary>Names of the stream's subscriptions.</summary>
    /// <exception cref="GdnException">StreamNotFound.</exception>
    public Task<IReadOnlyList<string>> ListSubscriptionsAsync(StreamName stream, CancellationToken cancellationToken = default) =>
        _rest.GetAsync(RestPaths.Subscriptions(_fabric, stream), RestJson.Default.EnvelopeIReadOnlyListString, cancellationToken);

    /// <summary>How far the subscriptions are behind.</summary>
    /// <exception cref="GdnException">StreamNotFound.</exception>
    public Task<BacklogStats> GetBacklogAsync(StreamName stream, CancellationToken cancellationToken = default) =>
        _rest.GetAsync(RestPaths.Backlog(_fabric, stream), RestJson.Default.EnvelopeBacklogStats, cancellationToken);

    /// <summary>Rates, sizes, producers and subscriptions.</summary>
    /// <exception cref="GdnException">StreamNotFound.</exception>
    public Task<StreamStats> GetStatsAsync(StreamName stream, CancellationToken cancellationToken = default) =>
        _rest.GetAsync(RestPaths.Stats(_fabric, stream), RestJson.Default.EnvelopeStreamStats, cancellationToken);

    /// <summary>Deletes one subscription of one stream.</summary>
    /// <exception cref="GdnException">StreamNotFound, SubscriptionNotFound, ActiveConsumers.</exception>
    public Task DeleteSubscriptionAsync(StreamName stream, string subscription, CancellationToken cancellationToken = default) =>
        _rest.SendAsync(HttpMethod.Delete, RestPaths.Subscription(_fabric, stream, subscription), null, cancellationToken);

    /// <summary>Deletes a subscription from every stream of the fabric.</summary>
    public Task UnsubscribeAsync(string subscription, CancellationToken cancellationToken = default) =>
        _rest.SendAsync(HttpMethod.Delete, RestPaths.Unsubscribe(_fabric, subscription), null, cancellationToken);

    /// <summary>Clears the backlog of one subscription by name, or of all (null), on every stream of the fabric.</summary>
    public Task ClearBacklogAsync(string? subscription = null, CancellationToken cancellationToken = default) =>
        _rest.SendAsync(HttpMethod.Post, RestPaths.ClearBacklog(_fabric, subscription), null, cancellationToken);

    /// <summary>Publishes one message over HTTP, without a producer. For more than a few messages a producer is far faster.</summary>
    /// <exception cref="GdnException">StreamNotFound, StreamTerminated, MessageTooLarge.</exception>
    public Task PublishAsync(StreamName stream, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default) =>
        _rest.SendAsync(HttpMethod.Post, RestPaths.Publish(_fabric, stream), payload, cancellationToken);
}
