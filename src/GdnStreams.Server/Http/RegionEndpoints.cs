using GdnStreams.Protocol;
using GdnStreams.Server.Fabrics;

namespace GdnStreams.Server.Http;

/// <summary>The one region, <c>local</c>; SDKs build the addresses of sockets from its <c>tags.url</c>.</summary>
internal sealed class RegionEndpoints(ServerAddresses addresses, RegionSettings settings)
{
    public const string Region = "local";

    public void Map(RestRoutes routes)
    {
        routes.Map(RegionCalls.GetLocal, async call => await LocalAsync(call));
        routes.Map(RegionCalls.List, async call => [await LocalAsync(call)]);
        routes.Map(RegionCalls.Get, async call =>
        {
            EnsureExists(call, "name");
            return await LocalAsync(call);
        });
        routes.Map(RegionCalls.SetSpot, async call =>
        {
            EnsureExists(call, "name");
            var isSpot = bool.TryParse(call.Value("isSpot"), out var given)
                ? given
                : throw new GdnException(GdnErrorCode.BadRequest, $"'{call.Value("isSpot")}' is not true or false.");
            await settings.SetSpotAsync(call.Tenant, isSpot, call.Aborted);
            return new ResultAnswer { Result = true };
        });
        routes.Map(RegionCalls.ListOfTenant, async call => [new TenantRegions { Tenant = UserEndpoints.OwnTenant(call), Regions = [await LocalAsync(call)] }]);
    }

    /// <summary>A part of the path names the one region that there is.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.RegionNotFound"/></exception>
    public static void EnsureExists(RestContext call, string part)
    {
        if (call.Value(part) != Region)
        {
            throw new GdnException(GdnErrorCode.RegionNotFound, "Datacenter does not exist");
        }
    }

    private async Task<RegionDetails> LocalAsync(RestContext call)
    {
        var bare = addresses.HostFor(call.Http);
        return new RegionDetails
        {
            Key = Region,
            Name = Region,
            Host = call.Http.Request.Host.Host,
            Local = true,
            SpotRegion = await settings.IsSpotAsync(call.Tenant, call.Aborted),
            Tags = new RegionTags { Api = "api-" + bare, Url = bare },
            LocationInfo = new RegionLocation { Url = bare },
        };
    }
}
