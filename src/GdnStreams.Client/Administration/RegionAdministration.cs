using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>The regions of the service; in a Pulsar, its clusters. Thread-safe.</summary>
public abstract class RegionAdministration
{
    private protected RegionAdministration()
    {
    }

    /// <summary>The region that answers.</summary>
    /// <exception cref="GdnException">RegionNotFound: a Pulsar of several clusters, and none of them has the session's address.</exception>
    public abstract Task<RegionInfo> GetLocalAsync(CancellationToken cancellationToken = default);

    /// <summary>All regions.</summary>
    public abstract Task<IReadOnlyList<RegionInfo>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>One region.</summary>
    /// <exception cref="GdnException">RegionNotFound.</exception>
    public abstract Task<RegionInfo> GetAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>The regions of a tenant; null means the session's own.</summary>
    /// <exception cref="GdnException">TenantNotFound.</exception>
    public abstract Task<IReadOnlyList<RegionInfo>> ListOfTenantAsync(string? tenant = null, CancellationToken cancellationToken = default);
}
