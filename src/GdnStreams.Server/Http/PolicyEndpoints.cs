using GdnStreams.Engine;
using GdnStreams.Protocol;
using GdnStreams.Server.Fabrics;

namespace GdnStreams.Server.Http;

/// <summary>How long messages live, in a fabric or in one stream.</summary>
internal sealed class PolicyEndpoints(FabricDirectory fabrics, StreamEngine engine)
{
    private const long Megabyte = 1024 * 1024;

    private EngineAdministration Administration => engine.Administration;

    public void Map(RestRoutes routes)
    {
        routes.Map(PolicyCalls.GetTtl, async call => (long)((await OfFabricAsync(call)).MessageTtl ?? TimeSpan.Zero).TotalSeconds);
        routes.Map(PolicyCalls.SetTtl, async call =>
        {
            var ttl = Requests.Seconds(call.Http);
            await ChangeAsync(call, policy => policy with { MessageTtl = ttl });
            return "OK";
        });
        routes.Map(PolicyCalls.GetFabricRetention, async call => Body(await OfFabricAsync(call)));
        routes.Map(PolicyCalls.SetFabricRetention, async (call, request) =>
        {
            var policy = Policy(request!);
            await ChangeAsync(call, _ => policy);
            return "OK";
        });
        routes.Map(PolicyCalls.GetRetention, async call => Body(await Administration.GetPolicyAsync(call.Topic, call.Aborted)));
        routes.Map(PolicyCalls.SetRetention, async (call, request) =>
        {
            await Administration.SetPolicyAsync(call.Topic, Policy(request!), call.Aborted);
            return "OK";
        });
    }

    private Task<StreamPolicy> OfFabricAsync(RestContext call) =>
        Administration.GetNamespacePolicyAsync(call.Tenant, FabricStreams.Scopes(call.Flag("global") ?? true)[0] + call.Fabric, call.Aborted);

    /// <summary>Changes a policy. Nobody else changes it between the reading and the writing.</summary>
    private Task ChangeAsync(RestContext call, Func<StreamPolicy, StreamPolicy> change) => fabrics.InTurnAsync(
        async () =>
        {
            foreach (var place in FabricStreams.Scopes(call.Flag("global")).Select(scope => scope + call.Fabric))
            {
                var policy = await Administration.GetNamespacePolicyAsync(call.Tenant, place, call.Aborted);
                await Administration.SetNamespacePolicyAsync(call.Tenant, place, change(policy), call.Aborted);
            }
        },
        call.Aborted);

    private static StreamPolicy Policy(RetentionBody body)
    {
        const long Most = int.MaxValue;
        if (body.TimeInMinutes is < -1 or > Most || body.SizeInMegabytes is < -1 or > Most || body.MessageTtlInSeconds is < 0 or > Most)
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"retentionTimeInMinutes and retentionSizeInMB are -1 to {Most}, messageTTLInSeconds 0 to {Most}.");
        }

        return new StreamPolicy
        {
            MessageTtl = body.MessageTtlInSeconds is { } ttl ? TimeSpan.FromSeconds(ttl) : null,
            RetentionTime = body.TimeInMinutes is { } minutes ? (minutes < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMinutes(minutes)) : null,
            RetentionBytes = body.SizeInMegabytes is { } size ? (size < 0 ? -1 : size * Megabyte) : null,
        };
    }

    private static RetentionBody Body(StreamPolicy policy) => new()
    {
        MessageTtlInSeconds = (long?)policy.MessageTtl?.TotalSeconds,
        TimeInMinutes = policy.RetentionTime is { } time ? (time == Timeout.InfiniteTimeSpan ? -1 : (long)time.TotalMinutes) : null,
        SizeInMegabytes = policy.RetentionBytes is { } bytes ? (bytes < 0 ? -1 : bytes / Megabyte) : null,
    };
}
