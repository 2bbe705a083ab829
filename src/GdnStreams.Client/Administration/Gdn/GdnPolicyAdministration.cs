using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Policies of a GDN server.</summary>
internal sealed class GdnPolicyAdministration(RestClient rest, string fabric) : PolicyAdministration
{
    public override Task<RetentionPolicy> GetFabricRetentionAsync(StreamScope scope, CancellationToken cancellationToken) =>
        rest.GetAsync(RestPaths.FabricRetention(fabric, scope), RestJson.Default.EnvelopeRetentionPolicy, cancellationToken);

    public override Task SetFabricRetentionAsync(RetentionPolicy policy, StreamScope? scope, CancellationToken cancellationToken) =>
        rest.SendAsync(HttpMethod.Put, RestPaths.FabricRetention(fabric, scope), Body(policy), cancellationToken);

    public override async Task<TimeSpan> GetTtlAsync(StreamScope scope, CancellationToken cancellationToken) =>
        TimeSpan.FromSeconds(await rest.GetAsync(RestPaths.Ttl(fabric, scope), RestJson.Default.EnvelopeInt64, cancellationToken).ConfigureAwait(false));

    public override Task<RetentionPolicy> GetRetentionAsync(StreamName stream, CancellationToken cancellationToken) =>
        rest.GetAsync(RestPaths.Retention(fabric, stream), RestJson.Default.EnvelopeRetentionPolicy, cancellationToken);

    public override Task SetRetentionAsync(StreamName stream, RetentionPolicy policy, CancellationToken cancellationToken) =>
        rest.SendAsync(HttpMethod.Put, RestPaths.Retention(fabric, stream), Body(policy), cancellationToken);

    private protected override Task SetTtlCoreAsync(long seconds, StreamScope? scope, CancellationToken ct) =>
        rest.SendAsync(HttpMethod.Post, RestPaths.SetTtl(fabric, scope, seconds), null, ct);

    private static byte[] Body(RetentionPolicy policy) => RestCalls.Json(policy, RestJson.Default.RetentionPolicy);
}
