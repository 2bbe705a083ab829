using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>The tenant's API keys. Thread-safe. A Pulsar has roles instead: there every call fails with NotSupported.</summary>
public sealed class ApiKeyAdministration
{
    private readonly AccountRest _accounts;
    private readonly string _fabric;

    internal ApiKeyAdministration(RestClient rest, ServiceDialect dialect, string fabric)
    {
        (_accounts, _fabric) = (new AccountRest(rest, dialect, "API keys"), fabric);
        Permissions = new PermissionAdministration(_accounts, RestApi.KeyGrants);
    }

    /// <summary>What API keys may do.</summary>
    public PermissionAdministration Permissions { get; }

    /// <summary>The keys, without their secrets.</summary>
    /// <exception cref="GdnException">Forbidden, NotSupported.</exception>
    public async Task<IReadOnlyList<ApiKeyInfo>> ListAsync(CancellationToken cancellationToken = default) =>
        [.. (await _accounts.Rest.AskAsync(AccountCalls.ListKeys, AccountCalls.ListKeys.Path(null), cancellationToken).ConfigureAwait(false)).Select(ApiKeyInfo.From)];

    /// <summary>One key, without its secret.</summary>
    /// <exception cref="GdnException">ApiKeyNotFound, NotSupported.</exception>
    public async Task<ApiKeyInfo> GetAsync(string keyId, CancellationToken cancellationToken = default) =>
        ApiKeyInfo.From(await _accounts.Rest.AskAsync(AccountCalls.GetKey, AccountCalls.GetKey.Path(null, keyId), cancellationToken).ConfigureAwait(false));

    /// <summary>Makes a key. This answer is the only place that ever tells it: <see cref="ApiKeyCreated.Key"/>.</summary>
    /// <param name="keyId">1 to 64 letters, digits, '_' and '-'.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="GdnException">InvalidName, ApiKeyExists, Forbidden, NotSupported.</exception>
    public async Task<ApiKeyCreated> CreateAsync(string keyId, CancellationToken cancellationToken = default) => ApiKeyCreated.From(await _accounts.Rest.AskAsync(
        AccountCalls.CreateKey, AccountCalls.CreateKey.Path(null), new CreateApiKey { KeyId = keyId }, cancellationToken).ConfigureAwait(false));

    /// <summary>Deletes a key; it opens nothing any more.</summary>
    /// <exception cref="GdnException">ApiKeyNotFound, Forbidden, NotSupported.</exception>
    public async Task DeleteAsync(string keyId, CancellationToken cancellationToken = default) =>
        await _accounts.Rest.DoAsync(AccountCalls.DeleteKey, AccountCalls.DeleteKey.Path(null, keyId), cancellationToken).ConfigureAwait(false);

    /// <summary>Whose key or token it is.</summary>
    /// <exception cref="ArgumentException">Neither an API key nor a token.</exception>
    /// <exception cref="GdnException">Unauthorized: not valid; NotSupported.</exception>
    public async Task<CredentialOwner> ValidateAsync(GdnCredential credential, CancellationToken cancellationToken = default)
    {
        var request = credential.Kind switch
        {
            GdnCredentialKind.ApiKey => new KeyValidationRequest { ApiKey = credential.Secret.ToString() },
            GdnCredentialKind.Token => new KeyValidationRequest { Jwt = credential.Secret.ToString() },
            _ => throw new ArgumentException("Only an API key or a token can be validated.", nameof(credential)),
        };
        return CredentialOwner.From(await _accounts.Rest.AskAsync(AccountCalls.ValidateKey, AccountCalls.ValidateKey.Path(_fabric), request, cancellationToken).ConfigureAwait(false));
    }
}
