using GdnStreams.Engine;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Backends.Embedded;

/// <summary>Policies of the engine in this process.</summary>
internal sealed class EnginePolicies(StreamEngine engine) : IPolicies
{
    private const long Megabyte = 1024 * 1024;

    private EngineAdministration Administration => engine.Administration;

    public async Task<RetentionBody> GetAsync(string tenant, string namespaceName, CancellationToken cancellationToken) =>
        Body(await Administration.GetNamespacePolicyAsync(tenant, namespaceName, cancellationToken));

    public Task SetAsync(string tenant, string namespaceName, RetentionBody policy, CancellationToken cancellationToken) =>
        Administration.SetNamespacePolicyAsync(tenant, namespaceName, Policy(policy), cancellationToken);

    public async Task<RetentionBody> GetAsync(TopicName topic, CancellationToken cancellationToken) => Body(await Administration.GetPolicyAsync(topic, cancellationToken));

    public Task SetAsync(TopicName topic, RetentionBody policy, CancellationToken cancellationToken) => Administration.SetPolicyAsync(topic, Policy(policy), cancellationToken);

    private static StreamPolicy Policy(RetentionBody body) => new()
    {
        MessageTtl = body.MessageTtlInSeconds is { } ttl ? TimeSpan.FromSeconds(ttl) : null,
        RetentionTime = body.TimeInMinutes is { } minutes ? (minutes < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMinutes(minutes)) : null,
        RetentionBytes = body.SizeInMegabytes is { } size ? (size < 0 ? -1 : size * Megabyte) : null,
    };

    private static RetentionBody Body(StreamPolicy policy) => new()
    {
        MessageTtlInSeconds = (long?)policy.MessageTtl?.TotalSeconds,
        TimeInMinutes = policy.RetentionTime is { } time ? (time == Timeout.InfiniteTimeSpan ? -1 : (long)time.TotalMinutes) : null,
        SizeInMegabytes = policy.RetentionBytes is { } bytes ? (bytes < 0 ? -1 : bytes / Megabyte) : null,
    };
}
