using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Subscriptions of a GDN server.</summary>
internal sealed class GdnSubscriptionAdministration(RestClient rest, string fabric) : SubscriptionAdministration
{
    public override Task<IReadOnlyList<string>> ListAsync(StreamName stream, CancellationToken cancellationToken) =>
        rest.AskAsync(SubscriptionCalls.List, SubscriptionCalls.List.Path(fabric, stream.Topic) + RestApi.Scope(stream.Scope), cancellationToken);

    public override Task CreateAsync(StreamName stream, string subscription, MessageId? startAt, bool isExcluded, CancellationToken cancellationToken) =>
        DoAsync(SubscriptionCalls.Create, stream, subscription, startAt ?? MessageId.Latest, isExcluded, cancellationToken);

    public override Task DeleteAsync(StreamName stream, string subscription, bool force, CancellationToken cancellationToken) => force
        ? Task.FromException(new GdnException(GdnErrorCode.NotSupported, "A GDN service deletes a subscription by force on all streams of the fabric at once: use UnsubscribeAsync."))
        : DoAsync(SubscriptionCalls.Delete, stream, subscription, cancellationToken);

    public override Task UnsubscribeAsync(string subscription, CancellationToken cancellationToken) =>
        rest.DoAsync(SubscriptionCalls.Unsubscribe, SubscriptionCalls.Unsubscribe.Path(fabric, subscription), cancellationToken);

    public override Task ClearBacklogAsync(string? subscription, CancellationToken cancellationToken) => subscription is null
        ? rest.DoAsync(SubscriptionCalls.ClearBacklogs, SubscriptionCalls.ClearBacklogs.Path(fabric), cancellationToken)
        : rest.DoAsync(SubscriptionCalls.ClearBacklog, SubscriptionCalls.ClearBacklog.Path(fabric, subscription), cancellationToken);

    public override Task SkipAllAsync(StreamName stream, string subscription, CancellationToken cancellationToken) =>
        DoAsync(SubscriptionCalls.SkipAll, stream, subscription, cancellationToken);

    public override Task ResetAsync(StreamName stream, string subscription, MessageId position, bool isExcluded, CancellationToken cancellationToken) =>
        DoAsync(SubscriptionCalls.Reset, stream, subscription, position, isExcluded, cancellationToken);

    private protected override Task SkipCoreAsync(StreamName stream, string subscription, long messages, CancellationToken ct) =>
        DoAsync(SubscriptionCalls.Skip, stream, subscription, ct, messages);

    private protected override Task ResetCoreAsync(StreamName stream, string subscription, long milliseconds, CancellationToken ct) =>
        DoAsync(SubscriptionCalls.ResetToTime, stream, subscription, ct, milliseconds);

    private protected override Task ExpireCoreAsync(StreamName stream, string? subscription, long seconds, CancellationToken ct) => subscription is null
        ? rest.DoAsync(SubscriptionCalls.ExpireAll, SubscriptionCalls.ExpireAll.Path(fabric, stream.Topic, seconds) + RestApi.Scope(stream.Scope), ct)
        : DoAsync(SubscriptionCalls.Expire, stream, subscription, ct, seconds);

    private protected override async Task<IReadOnlyList<ReceivedMessage>> PeekCoreAsync(
        StreamName stream, string subscription, int count, int skip, CancellationToken ct)
    {
        var path = $"{Path(SubscriptionCalls.Peek, stream, subscription, skip + 1L)}&count={count}";
        var frames = await rest.AskAsync(SubscriptionCalls.Peek, path, ct).ConfigureAwait(false);
        return [.. frames.Select(frame => ReceivedMessage.From(frame, stream, subscription))];
    }

    private Task DoAsync(RestCall call, StreamName stream, string subscription, CancellationToken ct, params object[] values) =>
        rest.DoAsync(call, Path(call, stream, subscription, values), ct);

    private Task DoAsync<T>(JsonBodyCall<CursorPosition, T> call, StreamName stream, string subscription, MessageId position, bool isExcluded, CancellationToken ct) =>
        rest.DoAsync(call, Path(call, stream, subscription), new CursorPosition { MessageId = position, IsExcluded = isExcluded }, ct);

    private string Path(RestCall call, StreamName stream, string subscription, params object[] values) =>
        call.Path(fabric, [stream.Topic, subscription, .. values]) + RestApi.Scope(stream.Scope);
}
