using System.Text.Json;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>The fabrics of the session's tenant; in a Pulsar, pairs of namespaces <c>c8global.{fabric}</c> and <c>c8local.{fabric}</c>. Thread-safe.</summary>
public abstract class FabricAdministration
{
    private protected FabricAdministration()
    {
    }

    /// <summary>Details of a fabric; null means the session's own.</summary>
    /// <exception cref="GdnException">FabricNotFound, Forbidden.</exception>
    public abstract Task<FabricInfo> GetAsync(string? name = null, CancellationToken cancellationToken = default);

    /// <summary>The fabrics that the user may use, each with its details.</summary>
    /// <exception cref="GdnException">Forbidden, TenantNotFound.</exception>
    public abstract Task<IReadOnlyList<FabricInfo>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Names of all fabrics of the tenant.</summary>
    /// <exception cref="GdnException">Forbidden, TenantNotFound.</exception>
    public abstract Task<IReadOnlyList<string>> ListNamesAsync(CancellationToken cancellationToken = default);

    /// <summary>Creates a fabric.</summary>
    /// <exception cref="GdnException">InvalidName, FabricExists, Forbidden.</exception>
    public abstract Task CreateAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Deletes a fabric with its streams, also while they are in use.</summary>
    /// <exception cref="GdnException">FabricNotFound, Forbidden.</exception>
    public abstract Task DeleteAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>A fabric's free data; null means the session's own fabric.</summary>
    /// <remarks>A Pulsar keeps texts only: every value comes back as one.</remarks>
    /// <exception cref="GdnException">FabricNotFound.</exception>
    public abstract Task<IReadOnlyDictionary<string, JsonElement>> GetMetadataAsync(string? name = null, CancellationToken cancellationToken = default);

    /// <summary>Replaces a fabric's free data; null means the session's own fabric.</summary>
    /// <exception cref="GdnException">FabricNotFound, Forbidden.</exception>
    public abstract Task SetMetadataAsync(IReadOnlyDictionary<string, JsonElement> metadata, string? name = null, CancellationToken cancellationToken = default);

    /// <summary>Adds to a fabric's free data; null means the session's own fabric.</summary>
    /// <exception cref="GdnException">FabricNotFound, Forbidden.</exception>
    public abstract Task AddMetadataAsync(IReadOnlyDictionary<string, JsonElement> metadata, string? name = null, CancellationToken cancellationToken = default);
}
