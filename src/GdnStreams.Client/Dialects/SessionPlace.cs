using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Where a session works, and what it works with.</summary>
/// <param name="Rest">Calls as the session's user.</param>
/// <param name="Tenant">The tenant.</param>
/// <param name="Fabric">The fabric.</param>
/// <param name="Naming">Which topics its streams are.</param>
/// <param name="Url">The service's address.</param>
/// <param name="Time">The clock.</param>
/// <param name="Connect">Connects a producer to a stream.</param>
internal sealed record SessionPlace(
    RestClient Rest, string Tenant, string Fabric, StreamNaming Naming, Uri Url, TimeProvider Time, Func<StreamName, CancellationToken, Task<Producer>> Connect);
