using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Tenants and their limits. Thread-safe.</summary>
public abstract class TenantAdministration
{
    private protected TenantAdministration()
    {
    }

    /// <summary>The tenants that the user may see: in GDN the own one.</summary>
    /// <exception cref="GdnException">Forbidden: a Pulsar shows them to administrators only.</exception>
    public abstract Task<IReadOnlyList<TenantInfo>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>One tenant; null means the session's own.</summary>
    /// <exception cref="GdnException">TenantNotFound.</exception>
    public abstract Task<TenantInfo> GetAsync(string? name = null, CancellationToken cancellationToken = default);

    /// <summary>Creates a tenant that may use every cluster of a Pulsar.</summary>
    /// <exception cref="GdnException">InvalidName, Forbidden; NotSupported: GDN; a conflict where it is there already.</exception>
    public abstract Task CreateAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Limits of a tenant; null means the session's own. A Pulsar limits namespaces: these are those of the session's fabric, none where the tenant has no such namespace.</summary>
    /// <exception cref="GdnException">TenantNotFound.</exception>
    public abstract Task<TenantLimits> GetLimitsAsync(string? name = null, CancellationToken cancellationToken = default);
}
