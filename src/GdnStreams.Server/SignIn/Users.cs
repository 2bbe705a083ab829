using System.Security.Cryptography;
using System.Text.Json;
using GdnStreams.Engine;
using GdnStreams.Protocol;

namespace GdnStreams.Server.SignIn;

/// <summary>The users of all tenants, in the store. An e-mail address belongs to one user.</summary>
internal sealed class Users(IDocumentStore documents)
{
    private const string Kind = "user";
    private const int HashRounds = 100_000;

    public async Task<IReadOnlyList<Account>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await documents.ListDocumentsAsync(Kind, cancellationToken)).Values.Select(Read)];

    /// <exception cref="GdnException"><see cref="GdnErrorCode.UserNotFound"/></exception>
    public async Task<Account> GetAsync(string tenant, string user, CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken)).FirstOrDefault(account => account.Tenant == tenant && account.User == user)
        ?? throw new GdnException(GdnErrorCode.UserNotFound, "user not found");

    /// <exception cref="GdnException"><see cref="GdnErrorCode.UserExists"/>, <see cref="GdnErrorCode.BadRequest"/></exception>
    public async Task<Account> AddAsync(Account account, string password, CancellationToken cancellationToken)
    {
        if (password.Length == 0)
        {
            throw new GdnException(GdnErrorCode.BadRequest, "A user needs a password that is not empty.");
        }

        await EnsureFreeAsync(account.Email, cancellationToken);
        var added = WithPassword(account, password);
        await SaveAsync(added, cancellationToken);
        return added;
    }

    public Task SaveAsync(Account account, CancellationToken cancellationToken) =>
        documents.PutDocumentAsync(Kind, Key(account.Email), JsonSerializer.Serialize(account, AccountJson.Default.Account), cancellationToken);

    /// <summary>Saves a user whose e-mail address may have changed.</summary>
    /// <param name="account">The user as it is.</param>
    /// <param name="changed">The user as it shall be.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.UserExists"/>: the address belongs to somebody else; <see cref="GdnErrorCode.BadRequest"/>: it is none.</exception>
    public async Task ChangeAsync(Account account, Account changed, CancellationToken cancellationToken)
    {
        var moves = Key(account.Email) != Key(changed.Email);
        if (moves)
        {
            await EnsureFreeAsync(changed.Email, cancellationToken);
        }

        // First the new one: rather two of them than none, should the server be killed between.
        await SaveAsync(changed, cancellationToken);
        if (moves)
        {
            await documents.DeleteDocumentAsync(Kind, Key(account.Email), cancellationToken);
        }
    }

    /// <exception cref="GdnException"><see cref="GdnErrorCode.UserNotFound"/></exception>
    public async Task RemoveAsync(string tenant, string user, CancellationToken cancellationToken) =>
        await documents.DeleteDocumentAsync(Kind, Key((await GetAsync(tenant, user, cancellationToken)).Email), cancellationToken);

    public static Account WithPassword(Account account, string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        return account with { Salt = Convert.ToBase64String(salt), Hash = Convert.ToBase64String(Hash(password, salt)) };
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
            : (await ListAsync(cancellationToken)).FirstOrDefault(a => a.User == request.Username && a.Tenant == request.Tenant);

        // Who does not exist costs as much time, and gets the same words, as who does.
        var (salt, hash) = account is null ? (new byte[16], new byte[32]) : (Convert.FromBase64String(account.Salt), Convert.FromBase64String(account.Hash));
        var isRight = CryptographicOperations.FixedTimeEquals(Hash(request.Password, salt), hash);
        return account is { Active: true } && isRight ? account : throw new GdnException(GdnErrorCode.WrongCredentials, "Wrong credentials");
    }

    private async Task EnsureFreeAsync(string email, CancellationToken cancellationToken)
    {
        if (!email.Contains('@', StringComparison.Ordinal))
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"'{email}' is not an e-mail address: it has no '@'.");
        }

        if (await documents.GetDocumentAsync(Kind, Key(email), cancellationToken) is not null)
        {
            throw new GdnException(GdnErrorCode.UserExists, "duplicate email address");
        }
    }

    private static string Key(string email) => email.ToLowerInvariant();

    private static Account Read(string json) => JsonSerializer.Deserialize(json, AccountJson.Default.Account)!;

    private static byte[] Hash(string password, byte[] salt) => Rfc2898DeriveBytes.Pbkdf2(password, salt, HashRounds, HashAlgorithmName.SHA256, 32);
}
