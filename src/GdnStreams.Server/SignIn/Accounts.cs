using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using GdnStreams.Engine;
using GdnStreams.Protocol;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace GdnStreams.Server.SignIn;

/// <summary>Users, tokens and one-time passwords: who may come in, and as whom.</summary>
internal sealed class Accounts
{
    private const string UserKind = "user";
    private const int HashRounds = 100_000;
    private readonly IDocumentStore _documents;
    private readonly TimeProvider _time;
    private readonly SymmetricSecurityKey _key;
    private readonly JsonWebTokenHandler _tokens = new() { MapInboundClaims = false, SetDefaultTimesOnTokenCreation = false };
    private readonly ConcurrentDictionary<string, (Identity Identity, DateTimeOffset Expires)> _otps = new(StringComparer.Ordinal);

    private Accounts(IDocumentStore documents, byte[] key, TimeProvider time) =>
        (_documents, _key, _time) = (documents, new SymmetricSecurityKey(key), time);

    /// <summary>Opens the accounts of a store; makes the signing key and, where there is no user, the development user at first.</summary>
    public static async Task<Accounts> OpenAsync(IDocumentStore documents, TimeProvider time, CancellationToken cancellationToken)
    {
        var key = await documents.GetDocumentAsync("setting", "signing-key", cancellationToken);
        if (key is null)
        {
            key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));
            await documents.PutDocumentAsync("setting", "signing-key", key, cancellationToken);
        }

        var accounts = new Accounts(documents, Convert.FromBase64String(key), time);
        if ((await documents.ListDocumentsAsync(UserKind, cancellationToken)).Count == 0)
        {
            await accounts.AddUserAsync("demo", "root", "root@demo.local", "demo", cancellationToken);
        }

        return accounts;
    }

    /// <summary>Creates or replaces a user.</summary>
    public Task AddUserAsync(string tenant, string user, string email, string password, CancellationToken cancellationToken)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var account = new Account(tenant, user, email, Convert.ToBase64String(salt), Convert.ToBase64String(Hash(password, salt)));
        return _documents.PutDocumentAsync(UserKind, email.ToLowerInvariant(), JsonSerializer.Serialize(account, AccountJson.Default.Account), cancellationToken);
    }

    /// <summary>Checks a password and makes a token.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>, <see cref="GdnErrorCode.Unauthorized"/> (unknown user), <see cref="GdnErrorCode.WrongCredentials"/></exception>
    public async Task<SignInReply> SignInAsync(SignInRequest request, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(request.Password) || (string.IsNullOrEmpty(request.Email) && string.IsNullOrEmpty(request.Username)))
        {
            throw new GdnException(GdnErrorCode.BadRequest, "Send a password with either email, or tenant and username.");
        }

        var account = (await ListAsync(cancellationToken)).FirstOrDefault(a => request.Email is { Length: > 0 } email
            ? string.Equals(a.Email, email, StringComparison.OrdinalIgnoreCase)
            : a.User == request.Username && a.Tenant == request.Tenant) ?? throw new GdnException(GdnErrorCode.Unauthorized, "forbidden");
        return CryptographicOperations.FixedTimeEquals(Hash(request.Password, Convert.FromBase64String(account.Salt)), Convert.FromBase64String(account.Hash))
            ? new SignInReply { Jwt = NewToken(account), Tenant = account.Tenant, Username = account.User }
            : throw new GdnException(GdnErrorCode.WrongCredentials, "Wrong credentials");
    }

    /// <summary>The users of a tenant.</summary>
    public async Task<IReadOnlyList<UserDetails>> ListUsersAsync(string tenant, CancellationToken cancellationToken) =>
        [.. (await ListAsync(cancellationToken)).Where(a => a.Tenant == tenant)
            .Select(a => new UserDetails { Tenant = a.Tenant, User = a.User, Email = a.Email, DisplayName = a.User })];

    /// <summary>A password for one socket, within ten seconds.</summary>
    public string NewOtp(Identity identity)
    {
        var now = _time.GetUtcNow();
        foreach (var (old, entry) in _otps)
        {
            if (entry.Expires < now)
            {
                _otps.TryRemove(old, out _);
            }
        }

        var otp = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        _otps[otp] = (identity, now + TimeSpan.FromSeconds(ProtocolLimits.OtpLifetimeSeconds));
        return otp;
    }

    /// <summary>Who this request is from: a one-time password, the Authorization header, or Pulsar's token.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.Unauthorized"/></exception>
    public async Task<Identity> AuthenticateAsync(HttpContext context, string? otp = null, string? token = null)
    {
        if (otp is { Length: > 0 })
        {
            return _otps.TryRemove(otp, out var entry) && entry.Expires >= _time.GetUtcNow() ? entry.Identity : throw Refused();
        }

        var header = context.Request.Headers.Authorization.ToString();
        if (header.StartsWith("bearer ", StringComparison.OrdinalIgnoreCase))
        {
            token = header["bearer ".Length..].Trim();
        }

        return token is { Length: > 0 } ? await ReadTokenAsync(token) : throw Refused();
    }

    private static GdnException Refused() => new(GdnErrorCode.Unauthorized, "forbidden");

    private static byte[] Hash(string password, byte[] salt) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, HashRounds, HashAlgorithmName.SHA256, 32);

    private async Task<Identity> ReadTokenAsync(string token)
    {
        var result = await _tokens.ValidateTokenAsync(token, new TokenValidationParameters
        {
            IssuerSigningKey = _key,
            ValidIssuer = "macrometa",
            ValidateAudience = false,
            LifetimeValidator = (_, expires, _, _) => expires > _time.GetUtcNow().UtcDateTime,
        });
        return result.IsValid && result.Claims.TryGetValue("tenant", out var tenant) && result.Claims.TryGetValue("preferred_username", out var user)
            ? new Identity((string)tenant, (string)user)
            : throw Refused();
    }

    private string NewToken(Account account)
    {
        var now = _time.GetUtcNow();
        return _tokens.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = "macrometa",
            IssuedAt = now.UtcDateTime,
            Expires = now.AddSeconds(ProtocolLimits.TokenLifetimeSeconds).UtcDateTime,
            SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.HmacSha256),
            Claims = new Dictionary<string, object> { ["tenant"] = account.Tenant, ["sub"] = account.Tenant, ["preferred_username"] = account.User },
        });
    }

    private async Task<IEnumerable<Account>> ListAsync(CancellationToken cancellationToken) =>
        (await _documents.ListDocumentsAsync(UserKind, cancellationToken)).Values.Select(json => JsonSerializer.Deserialize(json, AccountJson.Default.Account)!);
}
