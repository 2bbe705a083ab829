using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Policies of a GDN server.</summary>
internal sealed class GdnPolicyAdministration(RestClient rest, string fabric) : PolicyAdministration
{
    public override async Task<RetentionPolicy> GetFabricRetentionAsync(StreamScope scope, CancellationToken cancellationToken) =>
        RetentionPolicy.From(await rest.AskAsync(PolicyCalls.GetFabricRetention, InFabric(PolicyCalls.GetFabricRetention, scope), cancellationToken).ConfigureAwait(false));

    public override Task SetFabricRetentionAsync(RetentionPolicy policy, StreamScope? scope, CancellationToken cancellationToken) =>
        rest.DoAsync(PolicyCalls.SetFabricRetention, InFabric(PolicyCalls.SetFabricRetention, scope), policy.ToBody(), cancellationToken);

    public override async Task<TimeSpan> GetTtlAsync(StreamScope scope, CancellationToken cancellationToken) =>
        TimeSpan.FromSeconds(await rest.AskAsync(PolicyCalls.GetTtl, InFabric(PolicyCalls.GetTtl, scope), cancellationToken).ConfigureAwait(false));

    public override async Task<RetentionPolicy> GetRetentionAsync(StreamName stream, CancellationToken cancellationToken) =>
        RetentionPolicy.From(await rest.AskAsync(PolicyCalls.GetRetention, InStream(PolicyCalls.GetRetention, stream), cancellationToken).ConfigureAwait(false));

    public override Task SetRetentionAsync(StreamName stream, RetentionPolicy policy, CancellationToken cancellationToken) =>
        rest.DoAsync(PolicyCalls.SetRetention, InStream(PolicyCalls.SetRetention, stream), policy.ToBody(), cancellationToken);

    private protected override Task SetTtlCoreAsync(long seconds, StreamScope? scope, CancellationToken ct) =>
        rest.DoAsync(PolicyCalls.SetTtl, InFabric(PolicyCalls.SetTtl, scope, seconds), ct);

    private string InFabric(RestCall call, StreamScope? scope, params object[] values) => call.Path(fabric, values) + RestApi.Scope(scope);

    private string InStream(RestCall call, StreamName stream) => call.Path(fabric, stream.Topic) + RestApi.Scope(stream.Scope);
}
