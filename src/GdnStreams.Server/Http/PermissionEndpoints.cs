using GdnStreams.Protocol;
using GdnStreams.Server.Backends;
using GdnStreams.Server.Fabrics;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Http;

/// <summary>What users and API keys may do with fabrics and streams: <c>/user/{user}/database/...</c> and <c>/key/{key}/database/...</c>.</summary>
internal sealed class PermissionEndpoints(Accounts accounts, FabricDirectory fabrics, IStreams streams)
{
    public void Map(RestRoutes routes)
    {
        Map(
            routes,
            RestApi.UserGrants,
            async call => (await accounts.Users.GetAsync(call.Tenant, call.Value("user"), call.Aborted)).Grants,
            (call, change) => accounts.Users.ChangeAsync(call.Tenant, call.Value("user"), account => account with { Grants = change(account.Grants) }, call.Aborted));
        Map(
            routes,
            RestApi.KeyGrants,
            async call => (await accounts.Keys.GetAsync(call.Tenant, call.Value("key"), call.Aborted)).Grants,
            (call, change) => accounts.Keys.ChangeAsync(call.Tenant, call.Value("key"), key => key with { Grants = change(key.Grants) }, call.Aborted));
    }

    private void Map(RestRoutes routes, GrantCalls calls, Func<RestContext, Task<Grants>> get, Func<RestContext, Func<Grants, Grants>, Task> change)
    {
        routes.Map(calls.List, async call =>
        {
            var grants = await get(call);
            return (IReadOnlyDictionary<string, string>?)fabrics.List(call.Tenant).ToDictionary(fabric => fabric.Name, fabric => Grants.Text(grants.To(fabric.Name)));
        });
        routes.Map(calls.Get, async call =>
        {
            var grants = await get(call);
            return Grants.Text(grants.To(Fabric(call)));
        });
        routes.Map(calls.ListStreams, async call => await StreamsAsync(call, await get(call)));
        routes.Map(calls.GetStream, async call =>
        {
            var grants = await get(call);
            return Grants.Text(grants.To(Fabric(call), await TopicAsync(call)));
        });
        routes.Map(calls.Set, (call, request) => SetAsync(call, request!, Fabric(call), null, change));
        routes.Map(calls.Clear, call => ClearAsync(call, Fabric(call), null, change));

        // GDN looks for the stream before it looks for the user (recorded).
        routes.Map(calls.SetStream, async (call, request) => await SetAsync(call, request!, Fabric(call), await TopicAsync(call), change));
        routes.Map(calls.ClearStream, async call => await ClearAsync(call, Fabric(call), await TopicAsync(call), change));
    }

    private static async Task<IReadOnlyDictionary<string, string>?> SetAsync(
        RestContext call, GrantRequest request, string fabric, string? topic, Func<RestContext, Func<Grants, Grants>, Task> change)
    {
        var grant = Bodies.Required(request.Grant, "grant");
        await change(call, grants => grants.With(fabric, topic, grant));
        return new Dictionary<string, string> { [topic ?? fabric] = grant };
    }

    private static async Task<string?> ClearAsync(RestContext call, string fabric, string? topic, Func<RestContext, Func<Grants, Grants>, Task> change)
    {
        await change(call, grants => grants.With(fabric, topic, null));
        return null;
    }

    private async Task<IReadOnlyDictionary<string, string>?> StreamsAsync(RestContext call, Grants grants)
    {
        var fabric = Fabric(call);
        var answer = new Dictionary<string, string>(grants.StreamsOf(fabric));
        if (call.Flag("full") == true)
        {
            foreach (var scope in FabricStreams.Scopes(global: null))
            {
                foreach (var topic in (await streams.ListAsync(call.Tenant, scope + fabric, call.Aborted)).Select(listed => listed.Topic))
                {
                    // Of the streams that the caller may see.
                    if (call.Identity.IsAdministrator || call.Identity.May(RestRight.StreamLook, fabric, topic.Topic))
                    {
                        answer[topic.Topic] = Grants.Text(grants.To(fabric, topic.Topic));
                    }
                }
            }
        }

        return answer;
    }

    private string Fabric(RestContext call) => fabrics.Get(call.Tenant, call.Value("fabric")).Name;

    private async Task<string> TopicAsync(RestContext call)
    {
        var stream = StreamName.Parse(call.Value("topic"));
        return await streams.ExistsAsync(TopicName.Of(call.Tenant, Fabric(call), stream), call.Aborted)
            ? stream.Topic
            : throw new GdnException(GdnErrorCode.StreamNotFound, "stream not found");
    }
}
