using System.Net;
using System.Text;
using GdnStreams.Engine;
using GdnStreams.Protocol;
using GdnStreams.Server.Http;
using GdnStreams.Server.Operations;

namespace GdnStreams.Server.SignIn;

/// <summary>Authentication: users, API keys, tokens and one-time passwords.</summary>
internal sealed class Accounts
{
    private readonly Tokens _tokens;
    private readonly RecentlyRead<(string Tenant, string User), Account> _users;
    private readonly SignInThrottle _throttle;

    private Accounts(IDocumentStore documents, Tokens tokens, TimeProvider time)
    {
        (_tokens, OneTimePasswords, _throttle) = (tokens, new OneTimePasswords(tokens.Secret, time), new SignInThrottle(time));
        _users = new RecentlyRead<(string Tenant, string User), Account>(time);
        Users = new Users(documents, account =>
        {
            _users.Forget((account.Tenant, account.User));
            Changed?.Invoke();
        });
        Keys = new ApiKeys(documents, _ => Changed?.Invoke());
    }

    /// <summary>Raised when this server changed or removed a user or key: open sockets may no longer be allowed.</summary>
    public event Action? Changed;

    public Users Users { get; }

    public ApiKeys Keys { get; }

    public OneTimePasswords OneTimePasswords { get; }

    /// <summary>Opens the accounts of a store.</summary>
    public static async Task<Accounts> OpenAsync(IDocumentStore documents, TimeProvider time, CancellationToken cancellationToken)
    {
        await UserNames.EnsureAsync(documents, cancellationToken);
        return new(documents, await Tokens.OpenAsync(documents, time, cancellationToken), time);
    }

    /// <summary>Makes the development user and key where there is no user.</summary>
    /// <param name="isAllowed">Whether there may be a user whose password everybody knows.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: there is no other user, or the development user is there and not allowed.</exception>
    public async Task EnsureUsersAsync(bool isAllowed, CancellationToken cancellationToken)
    {
        var users = await Users.ListAsync(cancellationToken);
        if (!isAllowed)
        {
            if (users.Count == 0 || users.Any(user => user.Email == Development.Email) || await OfKeyAsync(Development.ApiKey, cancellationToken) is not null)
            {
                throw new GdnException(
                    GdnErrorCode.BadRequest,
                    "Others can use this server, and everybody knows the development user's password and key. Make users of your own on a new data directory with 'gdn-server user add' or --seed, "
                    + "or say --dev for a data directory that everybody on this machine may use, and --allow-development-user where everybody who reaches it may.");
            }

            return;
        }

        if (users.Count == 0)
        {
            var account = new Account(Development.Tenant, Development.User, Development.Email, "", "");
            await AddFirstAsync(account, Development.Password, Development.KeyId, Development.KeySecret, cancellationToken);
        }
    }

    /// <summary>Adds the first user of all with a key; false where there is a user, as another server that shares them was faster.</summary>
    public Task<bool> AddFirstAsync(Account account, string password, string keyId, string secret, CancellationToken cancellationToken) =>
        Users.AddFirstAsync(account, password, ApiKeys.Make(account.Tenant, account.User, keyId, secret), cancellationToken);

    /// <summary>Checks a password and makes a token.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>, <see cref="GdnErrorCode.Unauthorized"/> (unknown user), <see cref="GdnErrorCode.WrongCredentials"/></exception>
    public async Task<SignInReply> SignInAsync(SignInRequest request, IPAddress? address, CancellationToken cancellationToken)
    {
        var account = await CheckAsync(request, address, cancellationToken);
        return new SignInReply { Jwt = _tokens.Issue(account), Tenant = account.Tenant, Username = account.User };
    }

    /// <summary>A password for one socket, valid for ten seconds.</summary>
    public string NewOtp(Identity identity) => OneTimePasswords.Issue(identity);

    /// <summary>Who this request is from: a one-time password, the Authorization header, or Pulsar's token. A tenant in the path has to be theirs.</summary>
    /// <remarks>Credentials count only where they belong: a query's <c>Authorization</c> does not (pyC8's tests send one by mistake and expect 401).</remarks>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.Unauthorized"/>, <see cref="GdnErrorCode.WrongCredentials"/>, <see cref="GdnErrorCode.Forbidden"/></exception>
    public async Task<Identity> AuthenticateAsync(HttpContext context, string? otp = null, string? token = null)
    {
        var identity = await IdentifyAsync(context, otp, token);
        return Requests.Tenant(context) is { } tenant && tenant != identity.Tenant
            ? throw new GdnException(GdnErrorCode.Forbidden, $"The credential belongs to tenant {identity.Tenant}, the path to {tenant}.")
            : identity;
    }

    private async Task<Identity> IdentifyAsync(HttpContext context, string? otp, string? token)
    {
        if (otp is { Length: > 0 })
        {
            return (OneTimePasswords.Redeem(otp) is { } issuedTo ? await RefreshAsync(issuedTo, context.RequestAborted) : null) ?? throw Refused();
        }

        var parts = context.Request.Headers.Authorization.ToString().Split(' ', 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var identity = parts switch
        {
            [var scheme, var key] when scheme.Equals("apikey", StringComparison.OrdinalIgnoreCase) => await OfKeyAsync(key, context.RequestAborted),
            [var scheme, var jwt] when scheme.Equals("bearer", StringComparison.OrdinalIgnoreCase) => await OfTokenAsync(jwt, context.RequestAborted),
            [var scheme, var basic] when scheme.Equals("basic", StringComparison.OrdinalIgnoreCase) => await OfPasswordAsync(context, basic),
            _ => token is { Length: > 0 } ? await OfTokenAsync(token, context.RequestAborted) : null,
        };
        return identity ?? throw Refused();
    }

    /// <summary>The owner of a token; null if it is not valid.</summary>
    public async Task<Identity?> OfTokenAsync(string token, CancellationToken cancellationToken)
    {
        if (await _tokens.ReadAsync(token) is not var (tenant, user, stamp))
        {
            return null;
        }

        // The user may have been removed, deactivated or restricted since, or may have another password.
        var account = await FindUserAsync(tenant, user, cancellationToken);
        return account is not null && account.Stamp == stamp ? Of(account) : null;
    }

    /// <summary>The owner of an API key; null if it is not valid, or its owner is removed or deactivated.</summary>
    public async Task<Identity?> OfKeyAsync(string text, CancellationToken cancellationToken) =>
        ApiKeys.Parse(text) is var (tenant, keyId, secret) && await Keys.FindAsync(tenant, keyId, cancellationToken) is { } key && ApiKeys.Matches(key, secret)
            ? await OfKeyAsync(key, cancellationToken)
            : null;

    /// <summary>The same user or key with their current rights; null if their credential is no longer valid.</summary>
    public async Task<Identity?> RefreshAsync(Identity identity, CancellationToken cancellationToken)
    {
        if (identity.IsAnonymous)
        {
            return identity;
        }

        if (identity.KeyId is { } keyId)
        {
            return await Keys.FindAsync(identity.Tenant, keyId, cancellationToken) is { } key && key.Hash == identity.Stamp ? await OfKeyAsync(key, cancellationToken) : null;
        }

        return await FindUserAsync(identity.Tenant, identity.User, cancellationToken) is { } account && account.Stamp == identity.Stamp ? Of(account) : null;
    }

    private static Identity Of(Account account) =>
        new(account.Tenant, account.User, account.Grants) { IsAdministrators = account.Administrator, Stamp = account.Stamp };

    private async Task<Identity?> OfKeyAsync(ApiKey key, CancellationToken cancellationToken) => await FindUserAsync(key.Tenant, key.User, cancellationToken) is { } owner
        ? Of(owner) with { KeyId = key.KeyId, KeyGrants = key.Grants, Stamp = key.Hash }
        : null;

    /// <summary>An active user, without the free data, which may be large and is not needed here.</summary>
    private ValueTask<Account?> FindUserAsync(string tenant, string user, CancellationToken cancellationToken) => ActiveAsync(_users.GetAsync((tenant, user), async () =>
        await Users.FindAsync(tenant, user, cancellationToken) is { } account ? (account with { Extra = Account.NoExtra }, Characters(account.Grants)) : null));

    private static async ValueTask<Account?> ActiveAsync(ValueTask<Account?> found) => await found is { Active: true } account ? account : null;

    /// <summary>About how large a user is in memory.</summary>
    private static int Characters(Grants grants) => 512 + grants.Fabrics.Keys.Concat(grants.Streams.Keys).Sum(name => name.Length + 32);

    /// <summary>User and password as HTTP has them: an e-mail address, or a name where the path says the tenant.</summary>
    private async Task<Identity?> OfPasswordAsync(HttpContext context, string basic)
    {
        var buffer = new byte[basic.Length];
        if (!Convert.TryFromBase64String(basic, buffer, out var length) || Encoding.UTF8.GetString(buffer, 0, length).Split(':', 2) is not [{ Length: > 0 } user, { Length: > 0 } password])
        {
            return null;
        }

        var account = await CheckAsync(
            user.Contains('@', StringComparison.Ordinal)
                ? new SignInRequest { Email = user, Password = password }
                : new SignInRequest { Tenant = Requests.Tenant(context), Username = user, Password = password },
            context.Connection.RemoteIpAddress,
            context.RequestAborted);
        return Of(account);
    }

    private Task<Account> CheckAsync(SignInRequest request, IPAddress? address, CancellationToken cancellationToken) => _throttle.CheckAsync(
        request.Email is { Length: > 0 } email ? email : $"{request.Tenant}/{request.Username}", address, () => Users.CheckAsync(request, cancellationToken), cancellationToken);

    private static GdnException Refused() => new(GdnErrorCode.Unauthorized, "forbidden");
}
