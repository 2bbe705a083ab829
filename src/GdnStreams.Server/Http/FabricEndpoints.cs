using GdnStreams.Engine;
using GdnStreams.Protocol;
using GdnStreams.Server.Fabrics;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Http;

/// <summary>Fabrics and their free data.</summary>
internal static class FabricEndpoints
{
    public static void Map(WebApplication app, Accounts accounts, FabricDirectory fabrics, StreamEngine engine)
    {
        foreach (var path in new[] { "/database/current", "/database/metadata" })
        {
            app.MapGet(path, async context =>
            {
                var identity = await accounts.AuthenticateAsync(context);
                await Answers.SendAsync(context, Details(fabrics.Get(identity.Tenant, Requests.Fabric(context))), RestJson.Default.EnvelopeFabricDetails);
            });
        }

        app.MapMethods("/database/metadata", ["PUT", "PATCH"], async context =>
        {
            var identity = await accounts.AuthenticateAsync(context);
            var fabric = fabrics.Get(identity.Tenant, Requests.Fabric(context));
            identity.Require(Access.ReadWrite, fabric.Name);
            var given = (await Bodies.ReadAsync(context, RestJson.Default.MetadataRequest)).Metadata;
            var merged = HttpMethods.IsPatch(context.Request.Method) && fabric.Metadata is { } old && given is not null
                ? old.Where(pair => !given.ContainsKey(pair.Key)).Concat(given).ToDictionary()
                : given;
            await fabrics.SetMetadataAsync(identity.Tenant, fabric.Name, merged, context.RequestAborted);
            await Answers.SendAsync(context, true, RestJson.Default.EnvelopeBoolean, 201);
        });
        app.MapGet("/database/user", async context =>
        {
            var identity = await accounts.AuthenticateAsync(context);
            IReadOnlyList<FabricDetails> mine = [.. fabrics.List(identity.Tenant).Where(fabric => identity.Grants.To(fabric.Name) != Access.None).Select(Details)];
            await Answers.SendAsync(context, mine, RestJson.Default.EnvelopeIReadOnlyListFabricDetails);
        });
        app.MapGet("/database", async context =>
        {
            var identity = await accounts.AuthenticateAsync(context);
            await Answers.SendAsync(context, [.. fabrics.List(identity.Tenant).Select(fabric => fabric.Name)], RestJson.Default.EnvelopeIReadOnlyListString);
        });
        app.MapPost("/database", async context =>
        {
            var identity = await InSystemAsync(context, accounts);
            var request = await Bodies.ReadAsync(context, RestJson.Default.FabricRequest);
            await fabrics.AddAsync(new Fabric(identity.Tenant, Bodies.Required(request.Name, "name"), request.Options?.SpotDc ?? ""), context.RequestAborted);
            await Answers.SendAsync(context, true, RestJson.Default.EnvelopeBoolean, 201);
        });
        app.MapPut("/database/{region}", async context =>
        {
            var identity = await UserEndpoints.AdministratorAsync(context, accounts);
            RegionEndpoints.EnsureExists(context, "region");
            await fabrics.SetSpotRegionAsync(identity.Tenant, Requests.Fabric(context), RegionEndpoints.Region, context.RequestAborted);
            await Answers.SendAsync(context, true, RestJson.Default.EnvelopeBoolean);
        });
        app.MapDelete("/database/{fabric}", async context =>
        {
            var identity = await InSystemAsync(context, accounts);
            var name = Requests.Value(context, "fabric");
            await fabrics.RemoveAsync(identity.Tenant, name, context.RequestAborted);
            foreach (var scope in StreamEndpoints.Scopes(global: null))
            {
                foreach (var topic in await engine.ListStreamsAsync(identity.Tenant, scope + name, context.RequestAborted))
                {
                    await engine.DeleteStreamAsync(topic, force: true, context.RequestAborted);
                }
            }

            await Answers.SendAsync(context, true, RestJson.Default.EnvelopeBoolean);
        });
        app.MapGet("/version", context => Answers.SendPlainAsync(
            context,
            new ServerVersion { Version = typeof(FabricEndpoints).Assembly.GetName().Version!.ToString(3) },
            RestJson.Default.ServerVersion));
    }

    private static async Task<Identity> InSystemAsync(HttpContext context, Accounts accounts)
    {
        var identity = await UserEndpoints.AdministratorAsync(context, accounts);
        return Requests.Fabric(context) == FabricDirectory.SystemFabric
            ? identity
            : throw new GdnException(GdnErrorCode.SystemFabricOnly, "operation only allowed in system database");
    }

    private static FabricDetails Details(Fabric fabric) => new()
    {
        Name = fabric.Name,
        IsSystem = fabric.Name == FabricDirectory.SystemFabric,
        Options = new FabricOptions
        {
            Name = $"{fabric.Tenant}.{fabric.Name}",
            Tenant = fabric.Tenant,
            DcList = RegionEndpoints.Region,
            SpotDc = fabric.SpotRegion,
            Clusters = [RegionEndpoints.Region],
            AssociatedRegions = [RegionEndpoints.Region],
            Metadata = fabric.Metadata,
        },
    };
}
