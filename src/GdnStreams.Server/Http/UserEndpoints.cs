using GdnStreams.Protocol;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Http;

/// <summary>Users and tenants.</summary>
internal static class UserEndpoints
{
    // What GDN shows for a user, who has no key: the hash of nothing (recorded).
    private const string HashOfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    public static void Map(WebApplication app, Accounts accounts)
    {
        app.MapGet("/user", async context =>
        {
            var identity = await accounts.AuthenticateAsync(context);
            IReadOnlyList<UserDetails> users =
            [
                .. (await accounts.Users.ListAsync(context.RequestAborted)).Where(account => account.Tenant == identity.Tenant).Select(account => new UserDetails
                {
                    Tenant = account.Tenant,
                    User = account.User,
                    Email = account.Email,
                    DisplayName = account.DisplayName ?? account.User,
                    Active = account.Active,
                    Extra = account.Extra,
                }),
            ];
            await Answers.SendAsync(context, users, RestJson.Default.EnvelopeIReadOnlyListUserDetails);
        });
        app.MapPost("/user", async context =>
        {
            var identity = await AdministratorAsync(context, accounts);
            var request = await Bodies.ReadAsync(context, RestJson.Default.UserRequest);
            var account = await accounts.Users.AddAsync(
                new Account(identity.Tenant, "U" + Convert.ToHexString(Guid.NewGuid().ToByteArray()), Bodies.Required(request.Email, "email"), "", "")
                {
                    DisplayName = request.DisplayName,
                    Active = request.Active ?? true,
                    Extra = request.Extra ?? Account.NoExtra,
                },
                Bodies.Required(request.Password, "passwd"),
                context.RequestAborted);
            await SendAsync(context, account, status: 201);
        });
        app.MapGet("/user/{user}", async context => await SendAsync(context, await AccountAsync(context, accounts)));
        app.MapPatch("/user/{user}", async context =>
        {
            await AdministratorAsync(context, accounts);
            var account = await AccountAsync(context, accounts);
            var request = await Bodies.ReadAsync(context, RestJson.Default.UserRequest);
            var changed = account with
            {
                Email = request.Email is { Length: > 0 } email ? email : account.Email,
                DisplayName = request.DisplayName ?? account.DisplayName,
                Active = request.Active ?? account.Active,
                Extra = request.Extra ?? account.Extra,
            };
            changed = request.Password is { Length: > 0 } password ? Users.WithPassword(changed, password) : changed;
            await accounts.Users.ChangeAsync(account, changed, context.RequestAborted);
            await SendAsync(context, changed);
        });
        app.MapDelete("/user/{user}", async context =>
        {
            var identity = await AdministratorAsync(context, accounts);
            await accounts.Users.RemoveAsync(identity.Tenant, Requests.Value(context, "user"), context.RequestAborted);
            await Answers.SendAsync(context, null, RestJson.Default.EnvelopeString, 202);
        });
        app.MapGet("/tenants", async context =>
        {
            var identity = await accounts.AuthenticateAsync(context);
            await Answers.SendAsync(context, [new TenantItem { Tenant = identity.Tenant }], RestJson.Default.EnvelopeIReadOnlyListTenantItem);
        });
        app.MapGet("/tenant/{tenant}", async context =>
        {
            var identity = await accounts.AuthenticateAsync(context);
            var tenant = Requests.Value(context, "tenant");
            await Answers.SendAsync(
                context,
                tenant == identity.Tenant ? new TenantItem { Tenant = tenant } : throw new GdnException(GdnErrorCode.TenantNotFound, "tenant not found"),
                RestJson.Default.EnvelopeTenantItem);
        });
    }

    /// <summary>Who manages users, keys and fabrics has not been restricted in <c>_system</c>.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.Forbidden"/></exception>
    public static async Task<Identity> AdministratorAsync(HttpContext context, Accounts accounts)
    {
        var identity = await accounts.AuthenticateAsync(context);
        identity.Require(Access.ReadWrite, Fabrics.FabricDirectory.SystemFabric);
        return identity;
    }

    private static async Task<Account> AccountAsync(HttpContext context, Accounts accounts) => await accounts.Users.GetAsync(
        (await accounts.AuthenticateAsync(context)).Tenant, Requests.Value(context, "user"), context.RequestAborted);

    private static Task SendAsync(HttpContext context, Account account, int status = 200) => Answers.SendPlainAsync(
        context,
        new UserAnswer
        {
            User = account.User,
            Tenant = account.Tenant,
            Email = account.Email,
            DisplayName = account.DisplayName ?? account.User,
            Active = account.Active,
            Extra = account.Extra,
            ApiKey = status == 201 ? null : new ApiKeyDetails { Hash = HashOfNothing },
            Code = status,
        },
        RestJson.Default.UserAnswer,
        status);
}
