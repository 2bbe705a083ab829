using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>
/// Pushes of the session's fabric: durable subscriptions that the server itself delivers to addresses. For administrators, and on a GDN streams server
/// only; a Pulsar answers NotSupported to every call. Thread-safe.
/// </summary>
public sealed class PushAdministration
{
    private readonly AccountRest _accounts;
    private readonly string _fabric;

    internal PushAdministration(RestClient rest, ServiceDialect dialect, string fabric) => (_accounts, _fabric) = (new AccountRest(rest, dialect, "pushes"), fabric);

    /// <summary>All pushes of the fabric, by stream and subscription.</summary>
    /// <exception cref="GdnException">Forbidden, NotSupported; RouteNotFound: the service has no pushes.</exception>
    public async Task<IReadOnlyList<PushInfo>> ListAsync(CancellationToken cancellationToken = default) =>
        [.. (await _accounts.Rest.AskAsync(PushCalls.List, PushCalls.List.Path(_fabric), cancellationToken).ConfigureAwait(false)).Select(PushInfo.From)];

    /// <summary>The push of a subscription.</summary>
    /// <exception cref="GdnException">PushNotFound, Forbidden, NotSupported.</exception>
    public async Task<PushInfo> GetAsync(StreamName stream, string subscription, CancellationToken cancellationToken = default) =>
        PushInfo.From(await _accounts.Rest.AskAsync(PushCalls.Get, Path(PushCalls.Get, stream, subscription), cancellationToken).ConfigureAwait(false));

    /// <summary>Lets the server deliver a durable subscription, which exists, to an address.</summary>
    /// <exception cref="GdnException">
    /// PushExists, StreamNotFound, SubscriptionNotFound, Forbidden, NotSupported; BadRequest: the address, the secret or a number is not allowed; LimitExceeded:
    /// the tenant has as many as the server allows.
    /// </exception>
    public async Task<PushInfo> CreateAsync(StreamName stream, string subscription, PushOptions options, CancellationToken cancellationToken = default) => PushInfo.From(
        await _accounts.Rest.AskAsync(PushCalls.Create, Path(PushCalls.Create, stream, subscription), options.ToBody(), cancellationToken).ConfigureAwait(false));

    /// <summary>Changes a push, or stops and resumes it; a message that waits for its next attempt is tried at once.</summary>
    /// <exception cref="GdnException">PushNotFound, Forbidden, NotSupported; BadRequest: the address, the secret or a number is not allowed.</exception>
    public async Task<PushInfo> UpdateAsync(StreamName stream, string subscription, PushOptions changes, CancellationToken cancellationToken = default) => PushInfo.From(
        await _accounts.Rest.AskAsync(PushCalls.Change, Path(PushCalls.Change, stream, subscription), changes.ToBody(), cancellationToken).ConfigureAwait(false));

    /// <summary>Ends a push; the subscription stays, with what is not acknowledged.</summary>
    /// <exception cref="GdnException">PushNotFound, Forbidden, NotSupported.</exception>
    public async Task DeleteAsync(StreamName stream, string subscription, CancellationToken cancellationToken = default) =>
        await _accounts.Rest.DoAsync(PushCalls.Delete, Path(PushCalls.Delete, stream, subscription), cancellationToken).ConfigureAwait(false);

    /// <summary>Lets the server send one test delivery now, also for a paused push. No message is touched.</summary>
    /// <exception cref="GdnException">PushNotFound, Forbidden, NotSupported.</exception>
    public async Task<PushTestResult> TestAsync(StreamName stream, string subscription, CancellationToken cancellationToken = default) =>
        PushTestResult.From(await _accounts.Rest.AskAsync(PushCalls.Test, Path(PushCalls.Test, stream, subscription), cancellationToken).ConfigureAwait(false));

    private string Path(RestCall call, StreamName stream, string subscription) => call.Path(_fabric, stream.Topic, subscription);
}
