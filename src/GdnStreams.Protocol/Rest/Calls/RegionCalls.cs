namespace GdnStreams.Protocol;

/// <summary>Regions.</summary>
internal static class RegionCalls
{
    public static JsonCall<RegionDetails> GetLocal { get; } = new(
        "GET", "/datacenter/local", RestRight.SignedIn, "This region; its tags.url is where the server answers.", json => json.RegionDetails)
    {
        Place = RestPlace.Root,
    };

    public static JsonCall<IReadOnlyList<RegionDetails>> List { get; } = new(
        "GET", "/datacenter/all", RestRight.SignedIn, "All regions.", json => json.IReadOnlyListRegionDetails)
    {
        Place = RestPlace.Root,
    };

    public static JsonCall<RegionDetails> Get { get; } = new("GET", "/datacenter/{name}", RestRight.SignedIn, "One region.", json => json.RegionDetails)
    {
        Place = RestPlace.Root,
    };

    public static JsonCall<ResultAnswer> SetSpot { get; } = new(
        "PUT", "/datacenter/{name}/{isSpot}", RestRight.Administrator, "Says whether the tenant's fabrics may keep their spot data in a region.", json => json.ResultAnswer)
    {
        Place = RestPlace.Root,
    };

    /// <remarks>A path that starts with <c>/_tenant/</c> is another thing: that prefix is taken off. This one has it in the middle.</remarks>
    public static JsonCall<IReadOnlyList<TenantRegions>> ListOfTenant { get; } = new(
        "GET", "/datacenter/_tenant/{tenant}", RestRight.SignedIn, "The regions of a tenant.", json => json.IReadOnlyListTenantRegions)
    {
        Place = RestPlace.Root,
    };

    public static IReadOnlyList<RestCall> All { get; } = [GetLocal, List, Get, SetSpot, ListOfTenant];
}
