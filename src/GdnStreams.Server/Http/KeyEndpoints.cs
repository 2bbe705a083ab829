using GdnStreams.Protocol;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Http;

/// <summary>API keys.</summary>
internal static class KeyEndpoints
{
    public static void Map(WebApplication app, Accounts accounts)
    {
        // Open to all: jsC8 asks before it has a credential. Whoever asks has the secret already.
        app.MapPost("/key/validate", async context =>
        {
            var request = await Bodies.ReadAsync(context, RestJson.Default.KeyValidationRequest);
            var identity = request.ApiKey is { Length: > 0 } key ? await accounts.OfKeyAsync(key, context.RequestAborted)
                : request.Jwt is { Length: > 0 } jwt ? await accounts.OfTokenAsync(jwt, context.RequestAborted)
                : throw new GdnException(GdnErrorCode.BadRequest, "Send an apikey or a jwt.");
            await Answers.SendAsync(
                context,
                identity is null
                    ? throw new GdnException(GdnErrorCode.Unauthorized, "forbidden")
                    : new KeyValidation { Tenant = identity.Tenant, KeyId = identity.KeyId, User = identity.KeyId is null ? identity.User : null },
                RestJson.Default.EnvelopeKeyValidation);
        });
        app.MapPost("/key", async context =>
        {
            var identity = await UserEndpoints.AdministratorAsync(context, accounts);
            var request = await Bodies.ReadAsync(context, RestJson.Default.CreateApiKey);
            var (key, text) = await accounts.Keys.AddAsync(identity.Tenant, identity.User, Bodies.Required(request.KeyId, "keyid"), context.RequestAborted);
            await Answers.SendPlainAsync(
                context,
                new ApiKeyCreated { Key = text, KeyId = key.KeyId, Tenant = key.Tenant, User = Owner(key) },
                RestJson.Default.ApiKeyCreated,
                201);
        });
        app.MapGet("/key", async context =>
        {
            var identity = await accounts.AuthenticateAsync(context);
            IReadOnlyList<ApiKeyItem> keys =
            [
                .. (await accounts.Keys.ListAsync(identity.Tenant, context.RequestAborted))
                    .Select(key => new ApiKeyItem { KeyId = key.KeyId, Tenant = key.Tenant, User = Owner(key) }),
            ];
            await Answers.SendAsync(context, keys, RestJson.Default.EnvelopeIReadOnlyListApiKeyItem);
        });
        app.MapGet("/key/{key}", async context =>
        {
            var identity = await accounts.AuthenticateAsync(context);
            var key = await accounts.Keys.GetAsync(identity.Tenant, Requests.Value(context, "key"), context.RequestAborted);
            await Answers.SendPlainAsync(
                context,
                new UserAnswer
                {
                    User = key.KeyId,
                    DisplayName = key.KeyId,
                    Tenant = key.Tenant,
                    Email = key.KeyId + "@apikey",
                    ApiKey = new ApiKeyDetails { Hash = key.Hash, Parent = Owner(key) },
                },
                RestJson.Default.UserAnswer);
        });
        app.MapDelete("/key/{key}", async context =>
        {
            var identity = await UserEndpoints.AdministratorAsync(context, accounts);
            await accounts.Keys.RemoveAsync(identity.Tenant, Requests.Value(context, "key"), context.RequestAborted);
            await Answers.SendAsync(context, null, RestJson.Default.EnvelopeString, 202);
        });
    }

    private static string Owner(ApiKey key) => $"{key.Tenant}.{key.User}";
}
