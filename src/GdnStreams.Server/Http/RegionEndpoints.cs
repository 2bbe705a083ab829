using GdnStreams.Protocol;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Http;

/// <summary>The one region, <c>local</c>; SDKs build the addresses of sockets from its <c>tags.url</c>.</summary>
internal static class RegionEndpoints
{
    public const string Region = "local";

    public static void Map(WebApplication app, Accounts accounts, ServerAddresses addresses)
    {
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
        app.MapGet("/datacenter/{name}", async context =>
        {
            await accounts.AuthenticateAsync(context);
            var details = Requests.Value(context, "name") == Region
                ? Local(context, addresses)
                : throw new GdnException(GdnErrorCode.RegionNotFound, "Datacenter does not exist");
            await Answers.SendPlainAsync(context, details, RestJson.Default.RegionDetails);
        });

        // A path that starts with /_tenant/ never comes here: the prefix is taken off. This one has it in the middle.
        app.MapGet("/datacenter/_tenant/{tenant}", async context =>
        {
            var identity = await accounts.AuthenticateAsync(context);
            var tenant = Requests.Value(context, "tenant");
            IReadOnlyList<TenantRegions> answer = tenant == identity.Tenant
                ? [new TenantRegions { Tenant = tenant, Regions = [Local(context, addresses)] }]
                : throw new GdnException(GdnErrorCode.TenantNotFound, "tenant not found");
            await Answers.SendPlainAsync(context, answer, RestJson.Default.IReadOnlyListTenantRegions);
        });
    }

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
