using GdnStreams.Engine;
using GdnStreams.Protocol;
using GdnStreams.Server.Fabrics;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Http;

/// <summary>What users and API keys may do with fabrics and streams: <c>/user/{user}/database/...</c> and <c>/key/{key}/database/...</c>.</summary>
internal sealed class PermissionEndpoints(Accounts accounts, FabricDirectory fabrics, StreamEngine engine)
{
    public void Map(WebApplication app)
    {
        foreach (var subject in new[] { "/user/{user}/database", "/key/{key}/database" })
        {
            app.MapGet(subject, async context =>
            {
                var (tenant, grants, _) = await SubjectAsync(context);
                var answer = fabrics.List(tenant).ToDictionary(fabric => fabric.Name, fabric => Grants.Text(grants.To(fabric.Name)));
                await Answers.SendAsync(context, answer, RestJson.Default.EnvelopeIReadOnlyDictionaryStringString);
            });
            app.MapGet(subject + "/{fabric}", async context =>
            {
                var (tenant, grants, _) = await SubjectAsync(context);
                var fabric = fabrics.Get(tenant, Requests.Value(context, "fabric")).Name;
                await Answers.SendAsync(context, Grants.Text(grants.To(fabric)), RestJson.Default.EnvelopeString);
            });
            app.MapGet(subject + "/{fabric}/stream", ListAsync);
            app.MapGet(subject + "/{fabric}/stream/{topic}", async context =>
            {
                var (tenant, grants, _) = await SubjectAsync(context);
                var (fabric, topic) = await PlaceAsync(context, tenant);
                await Answers.SendAsync(context, Grants.Text(topic is null ? grants.To(fabric) : grants.To(fabric, topic)), RestJson.Default.EnvelopeString);
            });
            foreach (var place in new[] { subject + "/{fabric}", subject + "/{fabric}/stream/{topic}" })
            {
                app.MapPut(place, context => ChangeAsync(context, granted: true));
                app.MapDelete(place, context => ChangeAsync(context, granted: false));
            }
        }
    }

    private async Task ListAsync(HttpContext context)
    {
        var (tenant, grants, _) = await SubjectAsync(context);
        var fabric = fabrics.Get(tenant, Requests.Value(context, "fabric")).Name;
        var answer = new Dictionary<string, string>(grants.StreamsOf(fabric));
        if (Requests.Flag(context, "full") == true)
        {
            foreach (var scope in StreamEndpoints.Scopes(global: null))
            {
                foreach (var topic in await engine.ListStreamsAsync(tenant, scope + fabric, context.RequestAborted))
                {
                    answer[topic.Topic] = Grants.Text(grants.To(fabric, topic.Topic));
                }
            }
        }

        await Answers.SendAsync(context, answer, RestJson.Default.EnvelopeIReadOnlyDictionaryStringString);
    }

    private async Task ChangeAsync(HttpContext context, bool granted)
    {
        var identity = await UserEndpoints.AdministratorAsync(context, accounts);

        // GDN looks for the stream before it looks for the user (recorded).
        var (fabric, topic) = await PlaceAsync(context, identity.Tenant);
        var (_, grants, save) = await SubjectAsync(context);
        var grant = granted ? Bodies.Required((await Bodies.ReadAsync(context, RestJson.Default.GrantRequest)).Grant, "grant") : null;
        await save(grants.With(fabric, topic, grant));
        await (grant is null
            ? Answers.SendAsync(context, null, RestJson.Default.EnvelopeString, 202)
            : Answers.SendAsync(context, new Dictionary<string, string> { [topic ?? fabric] = grant }, RestJson.Default.EnvelopeIReadOnlyDictionaryStringString));
    }

    /// <summary>The grants of the user or key in the path, and how to save changed ones.</summary>
    private async Task<(string Tenant, Grants Grants, Func<Grants, Task> Save)> SubjectAsync(HttpContext context)
    {
        var identity = await accounts.AuthenticateAsync(context);
        if (context.Request.RouteValues.ContainsKey("key"))
        {
            var key = await accounts.Keys.GetAsync(identity.Tenant, Requests.Value(context, "key"), context.RequestAborted);
            return (identity.Tenant, key.Grants, grants => accounts.Keys.SaveAsync(key with { Grants = grants }, context.RequestAborted));
        }

        var account = await accounts.Users.GetAsync(identity.Tenant, Requests.Value(context, "user"), context.RequestAborted);
        return (identity.Tenant, account.Grants, grants => accounts.Users.SaveAsync(account with { Grants = grants }, context.RequestAborted));
    }

    private async Task<(string Fabric, string? Topic)> PlaceAsync(HttpContext context, string tenant)
    {
        var fabric = fabrics.Get(tenant, Requests.Value(context, "fabric")).Name;
        if (!context.Request.RouteValues.ContainsKey("topic"))
        {
            return (fabric, null);
        }

        var stream = StreamName.Parse(Requests.Value(context, "topic"));
        return await engine.StreamExistsAsync(TopicName.Of(tenant, fabric, stream))
            ? (fabric, stream.Topic)
            : throw new GdnException(GdnErrorCode.StreamNotFound, "stream not found");
    }
}
