using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>What users or API keys may do with fabrics and streams. Thread-safe. In a Pulsar every call fails with NotSupported.</summary>
/// <remarks>The holder is a user's name within the tenant or a key's id. What was said of a stream counts more than what was said of its fabric.</remarks>
public sealed class PermissionAdministration
{
    private readonly GdnOnly _gdn;
    private readonly Func<string, string> _pathOf;

    internal PermissionAdministration(GdnOnly gdn, Func<string, string> pathOf) => (_gdn, _pathOf) = (gdn, pathOf);

    /// <summary>What the holder may do, by name of the fabric.</summary>
    /// <exception cref="GdnException">UserNotFound, ApiKeyNotFound, NotSupported.</exception>
    public async Task<IReadOnlyDictionary<string, Permission>> ListAsync(string holder, CancellationToken cancellationToken = default) =>
        (await ReadAsync(RestPaths.Grants(_pathOf(holder)), cancellationToken).ConfigureAwait(false)).ToDictionary(pair => pair.Key, pair => Parse(pair.Value), StringComparer.Ordinal);

    /// <summary>What the holder may do with the streams of a fabric: those about which something was said, or all (<paramref name="full"/>).</summary>
    /// <exception cref="GdnException">UserNotFound, ApiKeyNotFound, FabricNotFound, NotSupported.</exception>
    public async Task<IReadOnlyDictionary<StreamName, Permission>> ListStreamsAsync(
        string holder, string fabric, bool full = false, CancellationToken cancellationToken = default) =>
        (await ReadAsync(RestPaths.StreamGrants(_pathOf(holder), fabric, full), cancellationToken).ConfigureAwait(false))
            .ToDictionary(pair => StreamName.Parse(pair.Key), pair => Parse(pair.Value));

    /// <summary>What the holder may do in a fabric.</summary>
    /// <exception cref="GdnException">UserNotFound, ApiKeyNotFound, FabricNotFound, NotSupported.</exception>
    public Task<Permission> GetAsync(string holder, string fabric, CancellationToken cancellationToken = default) =>
        ReadOneAsync(RestPaths.Grant(_pathOf(holder), fabric), cancellationToken);

    /// <summary>What the holder may do with a stream.</summary>
    /// <exception cref="GdnException">UserNotFound, ApiKeyNotFound, FabricNotFound, StreamNotFound, NotSupported.</exception>
    public Task<Permission> GetAsync(string holder, string fabric, StreamName stream, CancellationToken cancellationToken = default) =>
        ReadOneAsync(RestPaths.StreamGrant(_pathOf(holder), fabric, stream), cancellationToken);

    /// <summary>Says what the holder may do in a fabric.</summary>
    /// <exception cref="GdnException">UserNotFound, ApiKeyNotFound, FabricNotFound, Forbidden, NotSupported.</exception>
    public Task SetAsync(string holder, string fabric, Permission permission, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Put, RestPaths.Grant(_pathOf(holder), fabric), permission, cancellationToken);

    /// <summary>Says what the holder may do with a stream.</summary>
    /// <exception cref="GdnException">UserNotFound, ApiKeyNotFound, FabricNotFound, StreamNotFound, Forbidden, NotSupported.</exception>
    public Task SetAsync(string holder, string fabric, StreamName stream, Permission permission, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Put, RestPaths.StreamGrant(_pathOf(holder), fabric, stream), permission, cancellationToken);

    /// <summary>Takes back what was said of a fabric.</summary>
    /// <exception cref="GdnException">UserNotFound, ApiKeyNotFound, FabricNotFound, Forbidden, NotSupported.</exception>
    public Task ClearAsync(string holder, string fabric, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Delete, RestPaths.Grant(_pathOf(holder), fabric), null, cancellationToken);

    /// <summary>Takes back what was said of a stream.</summary>
    /// <exception cref="GdnException">UserNotFound, ApiKeyNotFound, FabricNotFound, StreamNotFound, Forbidden, NotSupported.</exception>
    public Task ClearAsync(string holder, string fabric, StreamName stream, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Delete, RestPaths.StreamGrant(_pathOf(holder), fabric, stream), null, cancellationToken);

    private async Task<IReadOnlyDictionary<string, string>> ReadAsync(string path, CancellationToken ct) =>
        await _gdn.Rest.GetAsync(path, RestJson.Default.EnvelopeIReadOnlyDictionaryStringString, ct).ConfigureAwait(false);

    private async Task<Permission> ReadOneAsync(string path, CancellationToken ct) =>
        Parse(await _gdn.Rest.GetAsync(path, RestJson.Default.EnvelopeString, ct).ConfigureAwait(false));

    private async Task SendAsync(HttpMethod method, string path, Permission? permission, CancellationToken ct)
    {
        ReadOnlyMemory<byte>? body = permission is { } given ? RestCalls.Json(new GrantRequest { Grant = GrantRequest.Write(given) }, RestJson.Default.GrantRequest) : null;
        await _gdn.Rest.SendAsync(method, path, body, ct).ConfigureAwait(false);
    }

    private static Permission Parse(string word) => GrantRequest.Read(word) ?? throw RestClient.NotUnderstood($"the permission '{word}'", null);
}
