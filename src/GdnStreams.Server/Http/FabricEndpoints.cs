using GdnStreams.Protocol;
using GdnStreams.Server.Backends;
using GdnStreams.Server.Fabrics;

namespace GdnStreams.Server.Http;

/// <summary>Fabrics and their free data.</summary>
internal sealed class FabricEndpoints(FabricDirectory fabrics, FabricStreams streams, IPushes pushes)
{
    public void Map(RestRoutes routes)
    {
        routes.Map(FabricCalls.Get, call => Task.FromResult<FabricDetails?>(Details(fabrics.Get(call.Tenant, call.Fabric))));
        routes.Map(FabricCalls.SetMetadata, async (call, request) =>
        {
            await fabrics.ChangeAsync(call.Tenant, call.Fabric, fabric => fabric with { Metadata = request!.Metadata }, call.Aborted);
            return true;
        });
        routes.Map(FabricCalls.AddMetadata, async (call, request) =>
        {
            await fabrics.ChangeAsync(call.Tenant, call.Fabric, fabric => fabric with { Metadata = Merged(fabric.Metadata, request!.Metadata) }, call.Aborted);
            return true;
        });
        routes.Map(FabricCalls.List, call => Task.FromResult<IReadOnlyList<FabricDetails>?>(
            [.. fabrics.List(call.Tenant).Where(fabric => call.Identity.Sees(fabric.Name)).Select(Details)]));
        routes.Map(FabricCalls.ListNames, call => Task.FromResult<IReadOnlyList<string>?>(
            [.. fabrics.List(call.Tenant).Select(fabric => fabric.Name).Where(name => call.Identity.IsAdministrator || call.Identity.Sees(name))]));
        routes.Map(FabricCalls.Create, async (call, request) =>
        {
            EnsureInSystem(call);
            await streams.CreateFabricAsync(new Fabric(call.Tenant, Bodies.Required(request!.Name, "name"), request.Options?.SpotDc ?? ""), call.Aborted);
            return true;
        });
        routes.Map(FabricCalls.SetSpotRegion, async call =>
        {
            RegionEndpoints.EnsureExists(call, "region");
            await fabrics.ChangeAsync(call.Tenant, call.Fabric, fabric => fabric with { SpotRegion = RegionEndpoints.Region }, call.Aborted);
            return true;
        });
        routes.Map(FabricCalls.Delete, async call =>
        {
            EnsureInSystem(call);
            var name = call.Value("name");
            await streams.DeleteAsync(call.Tenant, name);
            await pushes.EndAsync(call.Tenant, name); // Those that have not noticed by themselves.
            return true;
        });
    }

    private static IReadOnlyDictionary<string, System.Text.Json.JsonElement>? Merged(
        IReadOnlyDictionary<string, System.Text.Json.JsonElement>? old, IReadOnlyDictionary<string, System.Text.Json.JsonElement>? added) =>
        old is null || added is null ? added : old.Where(pair => !added.ContainsKey(pair.Key)).Concat(added).ToDictionary();

    private static void EnsureInSystem(RestContext call)
    {
        if (call.Fabric != FabricDirectory.SystemFabric)
        {
            throw new GdnException(GdnErrorCode.SystemFabricOnly, "operation only allowed in system database");
        }
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
