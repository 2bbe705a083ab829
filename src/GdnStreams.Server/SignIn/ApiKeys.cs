using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using GdnStreams.Engine;
using GdnStreams.Protocol;

namespace GdnStreams.Server.SignIn;

/// <summary>API keys, in the store. Their text is <c>{tenant}.{keyid}.{secret}</c>: jsC8 finds the tenant in it.</summary>
internal sealed partial class ApiKeys(IDocumentStore documents)
{
    private const string Kind = "apikey";
    private const int SecretBytes = 32;

    /// <summary>Makes a key. Its text is known only now.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.InvalidName"/>, <see cref="GdnErrorCode.ApiKeyExists"/></exception>
    public async Task<(ApiKey Key, string Text)> AddAsync(string tenant, string user, string keyId, CancellationToken cancellationToken)
    {
        var secret = Convert.ToHexString(RandomNumberGenerator.GetBytes(SecretBytes));
        return (await AddAsync(tenant, user, keyId, secret, cancellationToken), $"{tenant}.{keyId}.{secret}");
    }

    /// <summary>Makes a key with a secret that is known already.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.InvalidName"/>, <see cref="GdnErrorCode.ApiKeyExists"/></exception>
    public async Task<ApiKey> AddAsync(string tenant, string user, string keyId, string secret, CancellationToken cancellationToken)
    {
        if (!Name().IsMatch(keyId))
        {
            throw new GdnException(GdnErrorCode.InvalidName, $"'{keyId}' cannot be the id of an API key. It has 1 to 64 letters, digits, '_' and '-'.");
        }

        if (await documents.GetDocumentAsync(Kind, Key(tenant, keyId), cancellationToken) is not null)
        {
            throw new GdnException(GdnErrorCode.ApiKeyExists, "duplicate api key id");
        }

        var key = new ApiKey(tenant, keyId, user, Hash(secret));
        await SaveAsync(key, cancellationToken);
        return key;
    }

    public Task SaveAsync(ApiKey key, CancellationToken cancellationToken) =>
        documents.PutDocumentAsync(Kind, Key(key.Tenant, key.KeyId), JsonSerializer.Serialize(key, AccountJson.Default.ApiKey), cancellationToken);

    public async Task<IReadOnlyList<ApiKey>> ListAsync(string tenant, CancellationToken cancellationToken) =>
        [.. (await documents.ListDocumentsAsync(Kind, cancellationToken)).Values.Select(Read).Where(key => key.Tenant == tenant)];

    /// <exception cref="GdnException"><see cref="GdnErrorCode.ApiKeyNotFound"/></exception>
    public async Task<ApiKey> GetAsync(string tenant, string keyId, CancellationToken cancellationToken) =>
        await documents.GetDocumentAsync(Kind, Key(tenant, keyId), cancellationToken) is { } json ? Read(json) : throw NotFound();

    /// <exception cref="GdnException"><see cref="GdnErrorCode.ApiKeyNotFound"/></exception>
    public async Task RemoveAsync(string tenant, string keyId, CancellationToken cancellationToken)
    {
        if (!await documents.DeleteDocumentAsync(Kind, Key(tenant, keyId), cancellationToken))
        {
            throw NotFound();
        }
    }

    /// <summary>The key of a text; null where there is none.</summary>
    public async Task<ApiKey?> FindAsync(string text, CancellationToken cancellationToken)
    {
        // The tenant may contain dots, the other two do not.
        var secretAt = text.LastIndexOf('.');
        var idAt = secretAt > 0 ? text.LastIndexOf('.', secretAt - 1) : -1;
        if (idAt <= 0 || await documents.GetDocumentAsync(Kind, Key(text[..idAt], text[(idAt + 1)..secretAt]), cancellationToken) is not { } json)
        {
            return null;
        }

        var key = Read(json);
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash(text[(secretAt + 1)..])), Encoding.ASCII.GetBytes(key.Hash)) ? key : null;
    }

    private static GdnException NotFound() => new(GdnErrorCode.ApiKeyNotFound, "invalid api key id");

    private static string Key(string tenant, string keyId) => $"{tenant}.{keyId}";

    private static ApiKey Read(string json) => JsonSerializer.Deserialize(json, AccountJson.Default.ApiKey)!;

    private static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex Name();
}
