using System.Security.Cryptography;
using System.Text.Json;
using GdnStreams.Engine;
using GdnStreams.Protocol;

namespace GdnStreams.Server.SignIn;

/// <summary>The users of all tenants, in the store. An e-mail address belongs to one user, and so does a name within a tenant.</summary>
/// <param name="documents">The store.</param>
/// <param name="changed">Told of each user that was changed or removed.</param>
internal sealed class Users(IDocumentStore documents, Action<Account>? changed = null)
{
    public const string Kind = "user";

    /// <summary>Rounds of PBKDF2 with SHA-256 for a new hash: what OWASP asks for.</summary>
    public const int Rounds = 600_000;

    private const int FirstRounds = 100_000;
    private const int Unstretched = 1;

    /// <summary>All users of all tenants.</summary>
    public async Task<IReadOnlyList<Account>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await documents.ListDocumentsAsync(Kind, cancellationToken)).Values.Select(Read)];

    /// <summary>The users of one tenant.</summary>
    public async Task<IReadOnlyList<Account>> ListAsync(string tenant, CancellationToken cancellationToken)
    {
        await UserNames.EnsureAsync(documents, cancellationToken);
        var accounts = new List<Account>();
        foreach (var key in await UserNames.ListAsync(documents, tenant, cancellationToken))
        {
            // One that was removed meanwhile is left out.
            if (await documents.GetDocumentAsync(Kind, key, cancellationToken) is { } json)
            {
                accounts.Add(Read(json));
            }
        }

        return accounts;
    }

    /// <summary>One user; null where there is none.</summary>
    public async Task<Account?> FindAsync(string tenant, string user, CancellationToken cancellationToken)
    {
        await UserNames.EnsureAsync(documents, cancellationToken);
        return await UserNames.FindAsync(documents, tenant, user, cancellationToken) is { } key && await documents.GetDocumentAsync(Kind, key, cancellationToken) is { } json
            ? Read(json)
            : null;
    }

    /// <exception cref="GdnException"><see cref="GdnErrorCode.UserNotFound"/></exception>
    public async Task<Account> GetAsync(string tenant, string user, CancellationToken cancellationToken) =>
        await FindAsync(tenant, user, cancellationToken) ?? throw NotFound();

    /// <summary>Adds the first user of all, and a key of theirs, in one store operation; false where there is a user.</summary>
    /// <param name="account">The user.</param>
    /// <param name="password">One that a costly hash would not protect: a published one, or one of so many random bits that nobody can guess it.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<bool> AddFirstAsync(Account account, string password, ApiKey key, CancellationToken cancellationToken)
    {
        await UserNames.EnsureAsync(documents, cancellationToken);
        var first = (await WithPasswordAsync(account, password, Unstretched, cancellationToken)) with { Administrator = true };
        return await documents.UpdateAsync(
            transaction =>
            {
                var isFirst = transaction.List(Kind, "").Count == 0;
                if (isFirst)
                {
                    Put(transaction, first);
                    UserNames.Put(transaction, first);
                    ApiKeys.Put(transaction, key);
                }

                return isFirst;
            },
            cancellationToken);
    }

    /// <summary>Adds a user; the first one of a tenant is its administrator.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.UserExists"/>, <see cref="GdnErrorCode.BadRequest"/></exception>
    public async Task<Account> AddAsync(Account account, string password, CancellationToken cancellationToken)
    {
        if (password.Length == 0)
        {
            throw new GdnException(GdnErrorCode.BadRequest, "A user needs a password that is not empty.");
        }

        EnsureAddress(account.Email);
        return await AddAsync(await WithPasswordAsync(account, password, cancellationToken), cancellationToken);
    }

    private async Task<Account> AddAsync(Account given, CancellationToken cancellationToken)
    {
        await UserNames.EnsureAsync(documents, cancellationToken);
        return await documents.UpdateAsync(
            transaction =>
            {
                EnsureFree(transaction, given.Email);
                if (UserNames.Find(transaction, given.Tenant, given.User) is not null)
                {
                    throw new GdnException(GdnErrorCode.UserExists, $"There is a user {given.User} in tenant {given.Tenant} already. Choose another name.");
                }

                var added = given with { Administrator = given.Administrator || UserNames.List(transaction, given.Tenant).Count == 0 };
                Put(transaction, added);
                UserNames.Put(transaction, added);
                return added;
            },
            cancellationToken);
    }

    /// <summary>Changes a user in one store operation: the change applies to the user as stored at that moment.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="user">Name within the tenant.</param>
    /// <param name="change">Makes the new user from the old one. Must be quick: all writes wait for it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="GdnException">
    /// <see cref="GdnErrorCode.UserNotFound"/>; <see cref="GdnErrorCode.UserExists"/>: the e-mail address belongs to somebody else;
    /// <see cref="GdnErrorCode.BadRequest"/>: it is none; <see cref="GdnErrorCode.Forbidden"/>: the tenant would have no administrator.
    /// </exception>
    public async Task<Account> ChangeAsync(string tenant, string user, Func<Account, Account> change, CancellationToken cancellationToken)
    {
        await UserNames.EnsureAsync(documents, cancellationToken);
        var after = await documents.UpdateAsync(
            transaction =>
            {
                var before = Get(transaction, tenant, user);
                var made = change(before);
                if (Key(before.Email) != Key(made.Email))
                {
                    EnsureAddress(made.Email);
                    EnsureFree(transaction, made.Email);
                    transaction.Delete(Kind, Key(before.Email));
                    UserNames.Put(transaction, made);
                }

                if (before is { Active: true, Administrator: true } && made is not { Active: true, Administrator: true })
                {
                    EnsureOtherAdministrator(transaction, before);
                }

                made = made.Active == before.Active ? made : made with { Stamp = NewStamp() };
                Put(transaction, made);
                return made;
            },
            cancellationToken);
        changed?.Invoke(after);
        return after;
    }

    /// <summary>Removes a user and their API keys.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="user">Name within the tenant.</param>
    /// <param name="mayBeLast">Whether the tenant may be left without an administrator, for whoever has access to the store itself.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.UserNotFound"/>; <see cref="GdnErrorCode.Forbidden"/>: it is the tenant's only administrator.</exception>
    public async Task RemoveAsync(string tenant, string user, bool mayBeLast, CancellationToken cancellationToken)
    {
        await UserNames.EnsureAsync(documents, cancellationToken);
        var removed = await documents.UpdateAsync(
            transaction =>
            {
                var account = Get(transaction, tenant, user);
                if (!mayBeLast && account is { Active: true, Administrator: true })
                {
                    EnsureOtherAdministrator(transaction, account);
                }

                transaction.Delete(Kind, Key(account.Email));
                UserNames.Delete(transaction, account);
                ApiKeys.DeleteOf(transaction, account);
                return account;
            },
            cancellationToken);
        changed?.Invoke(removed);
    }

    /// <summary>The user with a new password: earlier tokens and one-time passwords become invalid.</summary>
    public static Task<Account> WithPasswordAsync(Account account, string password, CancellationToken cancellationToken) =>
        WithPasswordAsync(account, password, Rounds, cancellationToken);

    private static async Task<Account> WithPasswordAsync(Account account, string password, int rounds, CancellationToken cancellationToken)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var hash = await PasswordHash.ComputeAsync(password, salt, rounds, cancellationToken);
        return account with { Salt = Convert.ToBase64String(salt), Hash = Convert.ToBase64String(hash), Rounds = rounds, Stamp = NewStamp() };
    }

    /// <summary>The user of these credentials: by e-mail, or by tenant and name.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>, <see cref="GdnErrorCode.WrongCredentials"/>: no such user, not active, or another password</exception>
    public async Task<Account> CheckAsync(SignInRequest request, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(request.Password) || (string.IsNullOrEmpty(request.Email) && string.IsNullOrEmpty(request.Username)))
        {
            throw new GdnException(GdnErrorCode.BadRequest, "Send a password with either email, or tenant and username.");
        }

        var account = request.Email is { Length: > 0 } email
            ? await documents.GetDocumentAsync(Kind, Key(email), cancellationToken) is { } json ? Read(json) : null
            : await FindAsync(request.Tenant ?? "", request.Username!, cancellationToken);

        // An unknown user takes as much time, and gets the same answer, as a known one.
        var (salt, hash, rounds) = account is null
            ? (new byte[16], new byte[PasswordHash.Length], Rounds)
            : (Convert.FromBase64String(account.Salt), Convert.FromBase64String(account.Hash), account.Rounds ?? FirstRounds);
        var isRight = CryptographicOperations.FixedTimeEquals(await PasswordHash.ComputeAsync(request.Password, salt, rounds, cancellationToken), hash);
        if (account is not { Active: true } || !isRight)
        {
            if (rounds < Rounds)
            {
                await PasswordHash.ComputeAsync(request.Password, salt, Rounds - rounds, cancellationToken); // So that a cheaper hash does not reveal that the user exists.
            }

            throw new GdnException(GdnErrorCode.WrongCredentials, "Wrong credentials");
        }

        // One round was chosen where more would protect nothing and only keep others who sign in waiting.
        return rounds is > Unstretched and < Rounds ? await HashAgainAsync(account, request.Password, cancellationToken) : account;
    }

    public static string Key(string email) => email.ToLowerInvariant();

    public static Account Read(string json) => JsonSerializer.Deserialize(json, AccountJson.Default.Account)!;

    /// <summary>Replaces the hash by one of today's cost, now that the password is known. Tokens stay valid.</summary>
    private async Task<Account> HashAgainAsync(Account account, string password, CancellationToken cancellationToken)
    {
        var renewed = await WithPasswordAsync(account, password, cancellationToken);
        try
        {
            // If the password was changed meanwhile, the new one stays.
            return await ChangeAsync(
                account.Tenant,
                account.User,
                now => now.Hash == account.Hash ? now with { Salt = renewed.Salt, Hash = renewed.Hash, Rounds = renewed.Rounds } : now,
                cancellationToken);
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.Unavailable)
        {
            return account; // It cannot be stored now: the next sign-in tries again.
        }
    }

    private static Account Get(IDocumentTransaction transaction, string tenant, string user) =>
        UserNames.Find(transaction, tenant, user) is { } key && transaction.Get(Kind, key) is { } json ? Read(json) : throw NotFound();

    private static void Put(IDocumentTransaction transaction, Account account) =>
        transaction.Put(Kind, Key(account.Email), JsonSerializer.Serialize(account, AccountJson.Default.Account));

    private static void EnsureAddress(string email)
    {
        if (!email.Contains('@', StringComparison.Ordinal))
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"'{email}' is not an e-mail address: it has no '@'.");
        }
    }

    private static void EnsureFree(IDocumentTransaction transaction, string email)
    {
        if (transaction.Get(Kind, Key(email)) is not null)
        {
            throw new GdnException(GdnErrorCode.UserExists, "duplicate email address");
        }
    }

    private static void EnsureOtherAdministrator(IDocumentTransaction transaction, Account account)
    {
        var others = UserNames.List(transaction, account.Tenant).Where(key => key != Key(account.Email)).Select(key => Read(transaction.Get(Kind, key)!));
        if (!others.Any(other => other is { Active: true, Administrator: true }))
        {
            throw new GdnException(GdnErrorCode.Forbidden, $"{account.User} is the only administrator of tenant {account.Tenant}. Make somebody else one first.");
        }
    }

    private static string NewStamp() => Convert.ToHexString(RandomNumberGenerator.GetBytes(8));

    private static GdnException NotFound() => new(GdnErrorCode.UserNotFound, "user not found");
}
