using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using GdnStreams.Engine;
using GdnStreams.Protocol;

namespace GdnStreams.Server.SignIn;

/// <summary>API keys, in the store. Their text is <c>{tenant}.{keyid}.{secret}</c>: jsC8 finds the tenant in it.</summary>
/// <param name="documents">The store.</param>
/// <param name="changed">Told of each key that was changed or removed.</param>
internal sealed partial class ApiKeys(IDocumentStore documents, Action<ApiKey>? changed = null)
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
    /// <param name="tenant">The tenant that the key opens.</param>
    /// <param name="user">Whose key it is.</param>
    /// <param name="keyId">Its name within the tenant.</param>
    /// <param name="secret">What clients send.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.InvalidName"/>, <see cref="GdnErrorCode.ApiKeyExists"/>, <see cref="GdnErrorCode.UserNotFound"/></exception>
    public async Task<ApiKey> AddAsync(string tenant, string user, string keyId, string secret, CancellationToken cancellationToken)
    {
        if (!Name().IsMatch(keyId))
        {
            throw new GdnException(GdnErrorCode.InvalidName, $"'{keyId}' cannot be the id of an API key. It has 1 to 64 letters, digits, '_' and '-'.");
        }

        await UserNames.EnsureAsync(documents, cancellationToken);
        var key = Make(tenant, user, keyId, secret);
        return await documents.UpdateAsync(
            transaction =>
            {
                if (transaction.Get(Kind, Key(tenant, keyId)) is not null)
                {
                    throw new GdnException(GdnErrorCode.ApiKeyExists, "duplicate api key id");
                }

                if (UserNames.Find(transaction, tenant, user) is null)
                {
                    throw new GdnException(GdnErrorCode.UserNotFound, $"A key may do what its user may, and tenant {tenant} has no user {user}. Make the user first.");
                }

                Put(transaction, key);
                return key;
            },
            cancellationToken);
    }

    public async Task<IReadOnlyList<ApiKey>> ListAsync(string tenant, CancellationToken cancellationToken) =>
        [.. (await documents.ListDocumentsAsync(Kind, Key(tenant, ""), cancellationToken)).Values.Select(Read).Where(key => key.Tenant == tenant)];

    /// <summary>One key; null where there is none.</summary>
    public async Task<ApiKey?> FindAsync(string tenant, string keyId, CancellationToken cancellationToken) =>
        await documents.GetDocumentAsync(Kind, Key(tenant, keyId), cancellationToken) is { } json ? Read(json) : null;

    /// <exception cref="GdnException"><see cref="GdnErrorCode.ApiKeyNotFound"/></exception>
    public async Task<ApiKey> GetAsync(string tenant, string keyId, CancellationToken cancellationToken) =>
        await FindAsync(tenant, keyId, cancellationToken) ?? throw NotFound();

    /// <summary>Changes a key as one store operation.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.ApiKeyNotFound"/>, and what <paramref name="change"/> throws.</exception>
    public async Task<ApiKey> ChangeAsync(string tenant, string keyId, Func<ApiKey, ApiKey> change, CancellationToken cancellationToken)
    {
        var key = await documents.UpdateAsync(
            transaction =>
            {
                var made = change(transaction.Get(Kind, Key(tenant, keyId)) is { } json ? Read(json) : throw NotFound());
                Put(transaction, made);
                return made;
            },
            cancellationToken);
        changed?.Invoke(key);
        return key;
    }

    /// <exception cref="GdnException"><see cref="GdnErrorCode.ApiKeyNotFound"/></exception>
    public async Task RemoveAsync(string tenant, string keyId, CancellationToken cancellationToken)
    {
        var removed = await GetAsync(tenant, keyId, cancellationToken);
        if (!await documents.DeleteDocumentAsync(Kind, Key(tenant, keyId), cancellationToken))
        {
            throw NotFound();
        }

        changed?.Invoke(removed);
    }

    /// <summary>Removes the keys of a user who is removed.</summary>
    public static void DeleteOf(IDocumentTransaction transaction, Account account)
    {
        foreach (var key in transaction.List(Kind, Key(account.Tenant, "")).Values.Select(Read).Where(key => key.Tenant == account.Tenant && key.User == account.User))
        {
            transaction.Delete(Kind, Key(key.Tenant, key.KeyId));
        }
    }

    /// <summary>Tenant, id and secret of a key's text; null where it is none.</summary>
    public static (string Tenant, string KeyId, string Secret)? Parse(string text)
    {
        // The tenant may contain dots, the other two do not.
        var secretAt = text.LastIndexOf('.');
        var idAt = secretAt > 0 ? text.LastIndexOf('.', secretAt - 1) : -1;
        return idAt <= 0 ? null : (text[..idAt], text[(idAt + 1)..secretAt], text[(secretAt + 1)..]);
    }

    /// <summary>Whether a secret is the key's.</summary>
    public static bool Matches(ApiKey key, string secret) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash(secret)), Encoding.ASCII.GetBytes(key.Hash));

    /// <summary>A key of this secret.</summary>
    public static ApiKey Make(string tenant, string user, string keyId, string secret) => new(tenant, keyId, user, Hash(secret));

    /// <summary>Stores a key.</summary>
    public static void Put(IDocumentTransaction transaction, ApiKey key) =>
        transaction.Put(Kind, Key(key.Tenant, key.KeyId), JsonSerializer.Serialize(key, AccountJson.Default.ApiKey));

    private static GdnException NotFound() => new(GdnErrorCode.ApiKeyNotFound, "invalid api key id");

    private static string Key(string tenant, string keyId) => $"{tenant}.{keyId}";

    private static ApiKey Read(string json) => JsonSerializer.Deserialize(json, AccountJson.Default.ApiKey)!;

    private static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex Name();
}
