namespace GdnStreams.Protocol;

/// <summary>Fabrics and their free data.</summary>
internal static class FabricCalls
{
    public static JsonCall<IReadOnlyList<string>> ListNames { get; } = new(
        "GET", "/database", RestRight.SignedIn, "Names of the fabrics that the caller may use; an administrator sees all.", json => json.EnvelopeIReadOnlyListString)
    {
        Place = RestPlace.Fabric,
    };

    public static JsonBodyCall<FabricRequest, bool> Create { get; } = new(
        "POST", "/database", RestRight.Administrator, "Makes a fabric.", json => json.FabricRequest, json => json.EnvelopeBoolean)
    {
        Place = RestPlace.Fabric, Status = 201,
    };

    public static JsonCall<bool> Delete { get; } = new(
        "DELETE", "/database/{name}", RestRight.Administrator, "Removes a fabric with its streams, also after the client is gone.", json => json.EnvelopeBoolean)
    {
        Place = RestPlace.Fabric,
    };

    public static JsonCall<bool> SetSpotRegion { get; } = new(
        "PUT", "/database/{region}", RestRight.Administrator, "Says in which region this fabric keeps its spot data.", json => json.EnvelopeBoolean)
    {
        Place = RestPlace.Fabric,
    };

    public static JsonCall<IReadOnlyList<FabricDetails>> List { get; } = new(
        "GET", "/database/user", RestRight.SignedIn, "The fabrics that the caller may use.", json => json.EnvelopeIReadOnlyListFabricDetails)
    {
        Place = RestPlace.Fabric,
    };

    public static JsonCall<FabricDetails> Get { get; } = new(
        "GET", "/database/current", RestRight.FabricLook, "This fabric with its free data.", json => json.EnvelopeFabricDetails)
    {
        Place = RestPlace.Fabric, Aliases = ["/database/metadata"],
    };

    public static JsonBodyCall<MetadataRequest, bool> SetMetadata { get; } = new(
        "PUT", "/database/metadata", RestRight.FabricReadWrite, "Sets this fabric's free data.", json => json.MetadataRequest, json => json.EnvelopeBoolean)
    {
        Place = RestPlace.Fabric, Status = 201,
    };

    public static JsonBodyCall<MetadataRequest, bool> AddMetadata { get; } = new(
        "PATCH", "/database/metadata", RestRight.FabricReadWrite, "Adds to this fabric's free data.", json => json.MetadataRequest, json => json.EnvelopeBoolean)
    {
        Place = RestPlace.Fabric, Status = 201,
    };

    public static IReadOnlyList<RestCall> All { get; } = [ListNames, Create, Delete, SetSpotRegion, List, Get, SetMetadata, AddMetadata];
}
