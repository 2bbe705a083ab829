using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Policies of namespaces and topics in a Pulsar, where retention and time to live are two.</summary>
internal sealed class PulsarPolicyAdministration(PulsarPlace place, TimeProvider time) : PolicyAdministration
{
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly RestClient _rest = place.Rest;

    public override Task<RetentionPolicy> GetFabricRetentionAsync(StreamScope scope, CancellationToken cancellationToken)
    {
        var name = place.NamespaceOf(scope);
        return ReadAsync(PulsarPaths.NamespaceRetention(place.Tenant, name), PulsarPaths.NamespaceTtl(place.Tenant, name), cancellationToken);
    }

    public override Task SetFabricRetentionAsync(RetentionPolicy policy, StreamScope? scope, CancellationToken cancellationToken)
    {
        return place.ChangeNamespacesAsync(scope, SetAsync, cancellationToken);

        async Task SetAsync(string name)
        {
            await SetRetentionAsync(PulsarPaths.NamespaceRetention(place.Tenant, name), policy, cancellationToken).ConfigureAwait(false);
            await SetTtlAsync(name, policy.MessageTtlInSeconds, cancellationToken).ConfigureAwait(false);
        }
    }

    public override async Task<TimeSpan> GetTtlAsync(StreamScope scope, CancellationToken cancellationToken) =>
        TimeSpan.FromSeconds(await NumberAsync(PulsarPaths.NamespaceTtl(place.Tenant, place.NamespaceOf(scope)), cancellationToken).ConfigureAwait(false) ?? 0);

    public override Task<RetentionPolicy> GetRetentionAsync(StreamName stream, CancellationToken cancellationToken) =>
        ReadAsync(PulsarPaths.Retention(place.TopicOf(stream)), PulsarPaths.Ttl(place.TopicOf(stream)), cancellationToken);

    public override async Task SetRetentionAsync(StreamName stream, RetentionPolicy policy, CancellationToken cancellationToken)
    {
        var topic = place.TopicOf(stream);
        await SetRetentionAsync(PulsarPaths.Retention(topic), policy, cancellationToken).ConfigureAwait(false);
        await UntilReadAsync(async () => await RetentionAsync(PulsarPaths.Retention(topic), cancellationToken).ConfigureAwait(false) == BodyOf(policy), cancellationToken).ConfigureAwait(false);
        await (policy.MessageTtlInSeconds is { } seconds
            ? _rest.SendAsync(HttpMethod.Post, PulsarPaths.Ttl(topic, seconds), null, cancellationToken)
            : _rest.SendAsync(HttpMethod.Delete, PulsarPaths.Ttl(topic), null, cancellationToken)).ConfigureAwait(false);
        await UntilReadAsync(async () => await NumberAsync(PulsarPaths.Ttl(topic), cancellationToken).ConfigureAwait(false) == policy.MessageTtlInSeconds, cancellationToken).ConfigureAwait(false);
    }

    private protected override Task SetTtlCoreAsync(long seconds, StreamScope? scope, CancellationToken ct) =>
        place.ChangeNamespacesAsync(scope, name => SetTtlAsync(name, seconds, ct), ct);

    private Task SetTtlAsync(string name, long? seconds, CancellationToken ct)
    {
        var path = PulsarPaths.NamespaceTtl(place.Tenant, name);
        return seconds is { } given
            ? _rest.SendAsync(HttpMethod.Post, path, RestCalls.Json<long?>(given, RestJson.Default.NullableInt64), ct)
            : _rest.SendAsync(HttpMethod.Delete, path, null, ct);
    }

    private Task SetRetentionAsync(string path, RetentionPolicy policy, CancellationToken ct)
    {
        var both = BodyOf(policy);
        return both == new RetentionBody() ? _rest.SendAsync(HttpMethod.Delete, path, null, ct) : _rest.SendAsync(HttpMethod.Post, path, RestCalls.Json(both, RestJson.Default.RetentionBody), ct);
    }

    /// <summary>
    /// A Pulsar reads what was set for a topic out of a topic of its own, a moment later. Until then it tells what was there before, and would write that again with the next change.
    /// </summary>
    private async Task UntilReadAsync(Func<Task<bool>> isRead, CancellationToken ct)
    {
        var begun = time.GetTimestamp();
        while (!await isRead().ConfigureAwait(false) && time.GetElapsedTime(begun) < ReadLimit)
        {
            await Clock.WaitAsync(time, Pause, ct).ConfigureAwait(false);
        }
    }

    private static RetentionBody BodyOf(RetentionPolicy policy) => policy.TimeInMinutes is null && policy.SizeInMegabytes is null
        ? new RetentionBody()
        : new RetentionBody { TimeInMinutes = policy.TimeInMinutes ?? -1, SizeInMegabytes = policy.SizeInMegabytes ?? -1 };

    private async Task<RetentionPolicy> ReadAsync(string retentionPath, string ttlPath, CancellationToken ct)
    {
        var retention = await RetentionAsync(retentionPath, ct).ConfigureAwait(false);
        return RetentionPolicy.From(retention) with { MessageTtlInSeconds = await NumberAsync(ttlPath, ct).ConfigureAwait(false) };
    }

    private async Task<RetentionBody> RetentionAsync(string path, CancellationToken ct)
    {
        // Pulsar answers with an empty body if the policy was never set.
        var answer = await _rest.CallAsync(HttpMethod.Get, path, null, ct).ConfigureAwait(false);
        return answer.Content.Length == 0 ? new RetentionBody() : RestClient.Read(answer.Content, RestJson.Default.RetentionBody);
    }

    private async Task<long?> NumberAsync(string path, CancellationToken ct)
    {
        var answer = await _rest.CallAsync(HttpMethod.Get, path, null, ct).ConfigureAwait(false);
        return answer.Content.Length == 0 ? null : RestClient.Read(answer.Content, RestJson.Default.NullableInt64);
    }
}
