using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>What users or API keys may do with fabrics and streams. Thread-safe. In a Pulsar every call fails with NotSupported.</summary>
/// <remarks>The holder is a user's name within the tenant or a key's id. What was said of a stream counts more than what was said of its fabric.</remarks>
public sealed class PermissionAdministration
{
    private readonly AccountRest _accounts;
    private readonly GrantCalls _calls;

    internal PermissionAdministration(AccountRest accounts, GrantCalls calls) => (_accounts, _calls) = (accounts, calls);

    /// <summary>What the holder may do, by name of the fabric.</summary>
    /// <exception cref="GdnException">UserNotFound, ApiKeyNotFound, NotSupported.</exception>
    public async Task<IReadOnlyDictionary<string, Permission>> ListAsync(string holder, CancellationToken cancellationToken = default) =>
        (await _accounts.Rest.AskAsync(_calls.List, _calls.List.Path(null, holder), cancellationToken).ConfigureAwait(false))
            .ToDictionary(pair => pair.Key, pair => Parse(pair.Value), StringComparer.Ordinal);

    /// <summary>What the holder may do with the streams of a fabric: those about which something was said, or all (<paramref name="full"/>).</summary>
    /// <exception cref="GdnException">UserNotFound, ApiKeyNotFound, FabricNotFound, NotSupported.</exception>
    public async Task<IReadOnlyDictionary<StreamName, Permission>> ListStreamsAsync(
        string holder, string fabric, bool full = false, CancellationToken cancellationToken = default) =>
        (await _accounts.Rest.AskAsync(_calls.ListStreams, _calls.ListStreams.Path(null, holder, fabric) + (full ? "?full=true" : ""), cancellationToken).ConfigureAwait(false))
            .ToDictionary(pair => StreamName.Parse(pair.Key), pair => Parse(pair.Value));

    /// <summary>What the holder may do in a fabric.</summary>
    /// <exception cref="GdnException">UserNotFound, ApiKeyNotFound, FabricNotFound, NotSupported.</exception>
    public async Task<Permission> GetAsync(string holder, string fabric, CancellationToken cancellationToken = default) =>
        Parse(await _accounts.Rest.AskAsync(_calls.Get, _calls.Get.Path(null, holder, fabric), cancellationToken).ConfigureAwait(false));

    /// <summary>What the holder may do with a stream.</summary>
    /// <exception cref="GdnException">UserNotFound, ApiKeyNotFound, FabricNotFound, StreamNotFound, NotSupported.</exception>
    public async Task<Permission> GetAsync(string holder, string fabric, StreamName stream, CancellationToken cancellationToken = default) =>
        Parse(await _accounts.Rest.AskAsync(_calls.GetStream, Path(_calls.GetStream, holder, fabric, stream), cancellationToken).ConfigureAwait(false));

    /// <summary>Says what the holder may do in a fabric.</summary>
    /// <exception cref="GdnException">UserNotFound, ApiKeyNotFound, FabricNotFound, Forbidden, NotSupported.</exception>
    public async Task SetAsync(string holder, string fabric, Permission permission, CancellationToken cancellationToken = default) =>
        await _accounts.Rest.DoAsync(_calls.Set, _calls.Set.Path(null, holder, fabric), Request(permission), cancellationToken).ConfigureAwait(false);

    /// <summary>Says what the holder may do with a stream.</summary>
    /// <exception cref="GdnException">UserNotFound, ApiKeyNotFound, FabricNotFound, StreamNotFound, Forbidden, NotSupported.</exception>
    public async Task SetAsync(string holder, string fabric, StreamName stream, Permission permission, CancellationToken cancellationToken = default) =>
        await _accounts.Rest.DoAsync(_calls.SetStream, Path(_calls.SetStream, holder, fabric, stream), Request(permission), cancellationToken).ConfigureAwait(false);

    /// <summary>Takes back what was said of a fabric.</summary>
    /// <exception cref="GdnException">UserNotFound, ApiKeyNotFound, FabricNotFound, Forbidden, NotSupported.</exception>
    public async Task ClearAsync(string holder, string fabric, CancellationToken cancellationToken = default) =>
        await _accounts.Rest.DoAsync(_calls.Clear, _calls.Clear.Path(null, holder, fabric), cancellationToken).ConfigureAwait(false);

    /// <summary>Takes back what was said of a stream.</summary>
    /// <exception cref="GdnException">UserNotFound, ApiKeyNotFound, FabricNotFound, StreamNotFound, Forbidden, NotSupported.</exception>
    public async Task ClearAsync(string holder, string fabric, StreamName stream, CancellationToken cancellationToken = default) =>
        await _accounts.Rest.DoAsync(_calls.ClearStream, Path(_calls.ClearStream, holder, fabric, stream), cancellationToken).ConfigureAwait(false);

    private static string Path(RestCall call, string holder, string fabric, StreamName stream) => call.Path(null, holder, fabric, stream.Topic) + RestApi.Scope(stream.Scope);

    private static GrantRequest Request(Permission permission) => new() { Grant = GrantRequest.Write(permission) };

    private static Permission Parse(string word) => GrantRequest.Read(word) ?? throw RestClient.NotUnderstood($"the permission '{word}'", null);
}
