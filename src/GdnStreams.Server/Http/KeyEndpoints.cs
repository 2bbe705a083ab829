using GdnStreams.Protocol;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Http;

/// <summary>API keys.</summary>
internal static class KeyEndpoints
{
    public static void Map(RestRoutes routes, Accounts accounts)
    {
        routes.Map(AccountCalls.ValidateKey, async (call, request) =>
        {
            var identity = request!.ApiKey is { Length: > 0 } key ? await accounts.OfKeyAsync(key, call.Aborted)
                : request.Jwt is { Length: > 0 } jwt ? await accounts.OfTokenAsync(jwt, call.Aborted)
                : throw new GdnException(GdnErrorCode.BadRequest, "Send an apikey or a jwt.");
            return identity is null
                ? throw new GdnException(GdnErrorCode.Unauthorized, "forbidden")
                : new KeyValidation { Tenant = identity.Tenant, KeyId = identity.KeyId, User = identity.KeyId is null ? identity.User : null };
        });
        routes.Map(AccountCalls.CreateKey, async (call, request) =>
        {
            var (key, text) = await accounts.Keys.AddAsync(call.Tenant, call.Identity.User, Bodies.Required(request!.KeyId, "keyid"), call.Aborted);
            return new ApiKeyReply { Key = text, KeyId = key.KeyId, Tenant = key.Tenant, User = Owner(key) };
        });
        routes.Map(AccountCalls.ListKeys, async call =>
            [
                .. (await accounts.Keys.ListAsync(call.Tenant, call.Aborted))
                    .Where(key => call.Identity.IsAdministrator || key.User == call.Identity.User)
                    .Select(key => new ApiKeyItem { KeyId = key.KeyId, Tenant = key.Tenant, User = Owner(key) }),
            ]);
        routes.Map(AccountCalls.GetKey, async call =>
        {
            var key = await accounts.Keys.GetAsync(call.Tenant, call.Value("key"), call.Aborted);
            return new UserAnswer
            {
                User = key.KeyId,
                DisplayName = key.KeyId,
                Tenant = key.Tenant,
                Email = key.KeyId + "@apikey",

                // GDN shows the hash of the secret here. Nobody needs it, and it would reveal whether two keys are the same.
                ApiKey = new ApiKeyDetails { Hash = UserEndpoints.HashOfNothing, Parent = Owner(key) },
            };
        });
        routes.Map(AccountCalls.DeleteKey, async call =>
        {
            var id = call.Value("key");
            if (!call.Identity.IsAdministrator && (await accounts.Keys.FindAsync(call.Tenant, id, call.Aborted))?.User != call.Identity.User)
            {
                call.Identity.Require(RestRight.Administrator);
            }

            await accounts.Keys.RemoveAsync(call.Tenant, id, call.Aborted);
            return null;
        });
    }

    private static string Owner(ApiKey key) => $"{key.Tenant}.{key.User}";
}
