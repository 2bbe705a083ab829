using GdnStreams.Protocol;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Http;

/// <summary>Fabrics, regions, version. There is one fabric, <c>_system</c>, and one region, <c>local</c>.</summary>
internal static class FabricEndpoints
{
    public const string SystemFabric = "_system";
    private const string Region = "local";

    public static void Map(WebApplication app, Accounts accounts, ServerAddresses addresses)
    {
        app.MapGet("/version", context => Answers.SendPlainAsync(
            context,
            new ServerVersion { Version = typeof(FabricEndpoints).Assembly.GetName().Version!.ToString(3) },
            RestJson.Default.ServerVersion));
        app.MapGet(RestPaths.LocalRegion, async context =>
        {
            await accounts.AuthenticateAsync(context);
            await Answers.SendPlainAsync(context, Local(context, addresses), RestJson.Default.RegionDetails);
        });
        app.MapGet("/datacenter/all", async context =>
        {
            await accounts.AuthenticateAsync(context);
            await Answers.SendPlainAsync(context, [Local(context, addresses)], RestJson.Default.IReadOnlyListRegionDetails);
        });
        app.MapGet("/database/current", async context =>
        {
            var identity = await accounts.AuthenticateAsync(context);
            EnsureExists(Requests.Fabric(context));
            await Answers.SendAsync(context, System(identity), RestJson.Default.EnvelopeFabricDetails);
        });
        app.MapGet("/database/user", async context =>
        {
            var identity = await accounts.AuthenticateAsync(context);
            await Answers.SendAsync(context, [System(identity)], RestJson.Default.EnvelopeIReadOnlyListFabricDetails);
        });
        app.MapGet("/database", async context =>
        {
            await accounts.AuthenticateAsync(context);
            await Answers.SendAsync(context, [SystemFabric], RestJson.Default.EnvelopeIReadOnlyListString);
        });
    }

    /// <exception cref="GdnException"><see cref="GdnErrorCode.FabricNotFound"/></exception>
    public static void EnsureExists(string fabric)
    {
        if (fabric != SystemFabric)
        {
            throw new GdnException(GdnErrorCode.FabricNotFound, "database not found");
        }
    }

    private static FabricDetails System(Identity identity) => new()
    {
        Name = SystemFabric,
        IsSystem = true,
        Options = new FabricOptions
        {
            Name = $"{identity.Tenant}.{SystemFabric}",
            Tenant = identity.Tenant,
            DcList = Region,
            Clusters = [Region],
            AssociatedRegions = [Region],
        },
    };

    private static RegionDetails Local(HttpContext context, ServerAddresses addresses)
    {
        var bare = addresses.HostFor(context);
        return new RegionDetails
        {
            Key = Region,
            Name = Region,
            Host = context.Request.Host.Host,
            Local = true,
            Tags = new RegionTags { Api = "api-" + bare, Url = bare },
            LocationInfo = new RegionLocation { Url = bare },
        };
    }
}
