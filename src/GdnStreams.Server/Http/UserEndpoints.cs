using System.Security.Cryptography;
using GdnStreams.Protocol;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Http;

/// <summary>Users and tenants.</summary>
internal static class UserEndpoints
{
    /// <summary>What GDN shows for a user, who has no key (recorded).</summary>
    public const string HashOfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    public static void Map(RestRoutes routes, Accounts accounts)
    {
        routes.Map(AccountCalls.ListUsers, async call =>
        {
            // Clients learn their tenant here, so everybody sees at least themselves.
            IReadOnlyList<Account> seen = call.Identity.IsAdministrator
                ? await accounts.Users.ListAsync(call.Tenant, call.Aborted)
                : [await accounts.Users.GetAsync(call.Tenant, call.Identity.User, call.Aborted)];
            return [.. seen.Select(Details)];
        });
        routes.Map(AccountCalls.CreateUser, async (call, request) =>
        {
            var account = await accounts.Users.AddAsync(
                new Account(call.Tenant, "U" + Convert.ToHexString(RandomNumberGenerator.GetBytes(16)), Bodies.Required(request!.Email, "email"), "", "")
                {
                    DisplayName = request.DisplayName,
                    Active = request.Active ?? true,
                    Administrator = request.Administrator ?? false,
                    Extra = request.Extra ?? Account.NoExtra,
                },
                Bodies.Required(request.Password, "passwd"),
                call.Aborted);
            return Answer(account) with { ApiKey = null, Code = AccountCalls.CreateUser.Status };
        });
        routes.Map(AccountCalls.GetUser, async call => Answer(await accounts.Users.GetAsync(call.Tenant, call.Value("user"), call.Aborted)));
        routes.Map(AccountCalls.ChangeUser, async (call, request) =>
        {
            // Hashing is slow, so it is done outside the store operation. It does not depend on the stored user.
            var secret = request!.Password is { Length: > 0 } password ? await Users.WithPasswordAsync(new Account("", "", "", "", ""), password, call.Aborted) : null;
            return Answer(await accounts.Users.ChangeAsync(
                call.Tenant,
                call.Value("user"),
                account => account with
                {
                    Email = request.Email is { Length: > 0 } email ? email : account.Email,
                    DisplayName = request.DisplayName ?? account.DisplayName,
                    Active = request.Active ?? account.Active,
                    Administrator = request.Administrator ?? account.Administrator,
                    Extra = request.Extra ?? account.Extra,
                    Salt = secret?.Salt ?? account.Salt,
                    Hash = secret?.Hash ?? account.Hash,
                    Rounds = secret?.Rounds ?? account.Rounds,
                    Stamp = secret?.Stamp ?? account.Stamp,
                },
                call.Aborted));
        });
        routes.Map(AccountCalls.DeleteUser, async call =>
        {
            await accounts.Users.RemoveAsync(call.Tenant, call.Value("user"), mayBeLast: false, call.Aborted);
            return null;
        });
        routes.Map(AccountCalls.ListTenants, call => Task.FromResult<IReadOnlyList<TenantItem>?>([new TenantItem { Tenant = call.Tenant }]));
        routes.Map(AccountCalls.GetTenant, call => Task.FromResult<TenantItem?>(new TenantItem { Tenant = OwnTenant(call) }));
        routes.Map(AccountCalls.GetLimits, call =>
        {
            OwnTenant(call);
            return Task.FromResult<TenantLimitsReply?>(new TenantLimitsReply());
        });
    }

    /// <summary>The tenant that the path names, which is the caller's.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.TenantNotFound"/></exception>
    public static string OwnTenant(RestContext call) =>
        call.Value("tenant") == call.Tenant ? call.Tenant : throw new GdnException(GdnErrorCode.TenantNotFound, "tenant not found");

    private static UserDetails Details(Account account) => new()
    {
        Tenant = account.Tenant,
        User = account.User,
        Email = account.Email,
        DisplayName = account.DisplayName ?? account.User,
        Active = account.Active,
        Administrator = account.Administrator ? true : null,
        Extra = account.Extra,
    };

    private static UserAnswer Answer(Account account) => new()
    {
        User = account.User,
        Tenant = account.Tenant,
        Email = account.Email,
        DisplayName = account.DisplayName ?? account.User,
        Active = account.Active,
        Administrator = account.Administrator ? true : null,
        Extra = account.Extra,
        ApiKey = new ApiKeyDetails { Hash = HashOfNothing },
    };
}
