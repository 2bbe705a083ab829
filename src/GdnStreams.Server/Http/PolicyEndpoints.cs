using GdnStreams.Protocol;
using GdnStreams.Server.Backends;
using GdnStreams.Server.Fabrics;

namespace GdnStreams.Server.Http;

/// <summary>How long messages live, in a fabric or in one stream.</summary>
internal sealed class PolicyEndpoints(IPolicies policies)
{
    /// <summary>One for each fabric, or for several that share it: whoever changes a policy waits for who changes another of the same fabric, and nobody else does.</summary>
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    public void Map(RestRoutes routes)
    {
        routes.Map(PolicyCalls.GetTtl, async call => (await OfFabricAsync(call)).MessageTtlInSeconds ?? 0);
        routes.Map(PolicyCalls.SetTtl, async call =>
        {
            var ttl = Requests.Seconds(call.Http);
            await ChangeAsync(call, policy => policy with { MessageTtlInSeconds = (long)ttl.TotalSeconds });
            return "OK";
        });
        routes.Map(PolicyCalls.GetFabricRetention, async call => await OfFabricAsync(call));
        routes.Map(PolicyCalls.SetFabricRetention, async (call, request) =>
        {
            var policy = Checked(request!);
            await ChangeAsync(call, _ => policy);
            return "OK";
        });
        routes.Map(PolicyCalls.GetRetention, async call => await policies.GetAsync(call.Topic, call.Aborted));
        routes.Map(PolicyCalls.SetRetention, async (call, request) =>
        {
            await policies.SetAsync(call.Topic, Checked(request!), call.Aborted);
            return "OK";
        });
    }

    private Task<RetentionBody> OfFabricAsync(RestContext call) =>
        policies.GetAsync(call.Tenant, FabricStreams.Scopes(call.Flag("global") ?? true)[0] + call.Fabric, call.Aborted);

    /// <summary>Changes a policy. Nobody else changes it between the reading and the writing.</summary>
    private async Task ChangeAsync(RestContext call, Func<RetentionBody, RetentionBody> change)
    {
        var turn = _turns[(uint)HashCode.Combine(call.Tenant, call.Fabric) % _turns.Length];
        await turn.WaitAsync(call.Aborted);
        try
        {
            foreach (var place in FabricStreams.Scopes(call.Flag("global")).Select(scope => scope + call.Fabric))
            {
                var policy = await policies.GetAsync(call.Tenant, place, call.Aborted);
                await policies.SetAsync(call.Tenant, place, change(policy), call.Aborted);
            }
        }
        finally
        {
            turn.Release();
        }
    }

    private static RetentionBody Checked(RetentionBody body)
    {
        const long Most = int.MaxValue;
        return body.TimeInMinutes is < -1 or > Most || body.SizeInMegabytes is < -1 or > Most || body.MessageTtlInSeconds is < 0 or > Most
            ? throw new GdnException(GdnErrorCode.BadRequest, $"retentionTimeInMinutes and retentionSizeInMB are -1 to {Most}, messageTTLInSeconds 0 to {Most}.")
            : body;
    }
}
