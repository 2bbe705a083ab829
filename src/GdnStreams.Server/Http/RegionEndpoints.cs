using GdnStreams.Protocol;
using GdnStreams.Server.Fabrics;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Http;

/// <summary>The one region, <c>local</c>; SDKs build the addresses of sockets from its <c>tags.url</c>.</summary>
internal static class RegionEndpoints
{
    public const string Region = "local";

    public static void Map(WebApplication app, Accounts accounts, ServerAddresses addresses, RegionSettings settings)
    {
        app.MapGet(RestPaths.LocalRegion, async context =>
        {
            await accounts.AuthenticateAsync(context);
            await Answers.SendPlainAsync(context, await LocalAsync(context, addresses, settings), RestJson.Default.RegionDetails);
        });
        app.MapGet("/datacenter/all", async context =>
        {
            await accounts.AuthenticateAsync(context);
            await Answers.SendPlainAsync(context, [await LocalAsync(context, addresses, settings)], RestJson.Default.IReadOnlyListRegionDetails);
        });
        app.MapGet("/datacenter/{name}", async context =>
        {
            await accounts.AuthenticateAsync(context);
            EnsureExists(context, "name");
            await Answers.SendPlainAsync(context, await LocalAsync(context, addresses, settings), RestJson.Default.RegionDetails);
        });

        app.MapPut("/datacenter/{name}/{isSpot}", async context =>
        {
            await UserEndpoints.AdministratorAsync(context, accounts);
            EnsureExists(context, "name");
            var isSpot = bool.TryParse(Requests.Value(context, "isSpot"), out var given)
                ? given
                : throw new GdnException(GdnErrorCode.BadRequest, $"'{Requests.Value(context, "isSpot")}' is not true or false.");
            await settings.SetSpotAsync(isSpot, context.RequestAborted);
            await Answers.SendPlainAsync(context, new ResultAnswer { Result = true }, RestJson.Default.ResultAnswer);
        });

        // A path that starts with /_tenant/ never comes here: the prefix is taken off. This one has it in the middle.
        app.MapGet("/datacenter/_tenant/{tenant}", async context =>
        {
            var identity = await accounts.AuthenticateAsync(context);
            var tenant = Requests.Value(context, "tenant");
            IReadOnlyList<TenantRegions> answer = tenant == identity.Tenant
                ? [new TenantRegions { Tenant = tenant, Regions = [await LocalAsync(context, addresses, settings)] }]
                : throw new GdnException(GdnErrorCode.TenantNotFound, "tenant not found");
            await Answers.SendPlainAsync(context, answer, RestJson.Default.IReadOnlyListTenantRegions);
        });
    }

    /// <summary>A part of the path names the one region that there is.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.RegionNotFound"/></exception>
    public static void EnsureExists(HttpContext context, string part)
    {
        if (Requests.Value(context, part) != Region)
        {
            throw new GdnException(GdnErrorCode.RegionNotFound, "Datacenter does not exist");
        }
    }

    private static async Task<RegionDetails> LocalAsync(HttpContext context, ServerAddresses addresses, RegionSettings settings)
    {
        var bare = addresses.HostFor(context);
        return new RegionDetails
        {
            Key = Region,
            Name = Region,
            Host = context.Request.Host.Host,
            Local = true,
            SpotRegion = await settings.IsSpotAsync(context.RequestAborted),
            Tags = new RegionTags { Api = "api-" + bare, Url = bare },
            LocationInfo = new RegionLocation { Url = bare },
        };
    }
}
