using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Subscriptions of a GDN server.</summary>
internal sealed class GdnSubscriptionAdministration(RestClient rest, string fabric) : SubscriptionAdministration
{
    public override Task<IReadOnlyList<string>> ListAsync(StreamName stream, CancellationToken cancellationToken) =>
        rest.GetAsync(RestPaths.Subscriptions(fabric, stream), RestJson.Default.EnvelopeIReadOnlyListString, cancellationToken);

    public override Task CreateAsync(StreamName stream, string subscription, MessageId? startAt, bool isExcluded, CancellationToken cancellationToken) =>
        rest.SendAsync(HttpMethod.Put, RestPaths.Subscription(fabric, stream, subscription), Position(startAt ?? MessageId.Latest, isExcluded), cancellationToken);

    public override Task DeleteAsync(StreamName stream, string subscription, CancellationToken cancellationToken) =>
        rest.SendAsync(HttpMethod.Delete, RestPaths.Subscription(fabric, stream, subscription), null, cancellationToken);

    public override Task UnsubscribeAsync(string subscription, CancellationToken cancellationToken) =>
        rest.SendAsync(HttpMethod.Delete, RestPaths.Unsubscribe(fabric, subscription), null, cancellationToken);

    public override Task ClearBacklogAsync(string? subscription, CancellationToken cancellationToken) =>
        rest.SendAsync(HttpMethod.Post, RestPaths.ClearBacklog(fabric, subscription), null, cancellationToken);

    public override Task SkipAllAsync(StreamName stream, string subscription, CancellationToken cancellationToken) =>
        rest.SendAsync(HttpMethod.Post, RestPaths.SkipAll(fabric, stream, subscription), null, cancellationToken);

    public override Task ResetAsync(StreamName stream, string subscription, MessageId position, bool isExcluded, CancellationToken cancellationToken) =>
        rest.SendAsync(HttpMethod.Post, RestPaths.ResetCursor(fabric, stream, subscription), Position(position, isExcluded), cancellationToken);

    private protected override Task SkipCoreAsync(StreamName stream, string subscription, long messages, CancellationToken ct) =>
        rest.SendAsync(HttpMethod.Post, RestPaths.Skip(fabric, stream, subscription, messages), null, ct);

    private protected override Task ResetCoreAsync(StreamName stream, string subscription, long milliseconds, CancellationToken ct) =>
        rest.SendAsync(HttpMethod.Post, RestPaths.ResetCursor(fabric, stream, subscription, milliseconds), null, ct);

    private protected override Task ExpireCoreAsync(StreamName stream, string? subscription, long seconds, CancellationToken ct) =>
        rest.SendAsync(HttpMethod.Post, RestPaths.Expire(fabric, stream, subscription, seconds), null, ct);

    private protected override async Task<IReadOnlyList<ReceivedMessage>> PeekCoreAsync(
        StreamName stream, string subscription, int count, int skip, CancellationToken ct)
    {
        var path = RestPaths.Peek(fabric, stream, subscription, skip + 1L, count);
        var frames = await rest.GetAsync(path, RestJson.Default.EnvelopeIReadOnlyListConsumerMessage, ct).ConfigureAwait(false);
        return [.. frames.Select(frame => ReceivedMessage.From(frame, stream, subscription))];
    }

    private static byte[] Position(MessageId position, bool isExcluded) =>
        RestCalls.Json(new CursorPosition { MessageId = position, IsExcluded = isExcluded }, RestJson.Default.CursorPosition);
}
