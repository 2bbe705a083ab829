using System.Text.Json;
using GdnStreams.Protocol;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Http;

/// <summary>Sign-in, one-time passwords, users.</summary>
internal static class SignInEndpoints
{
    public static void Map(WebApplication app, Accounts accounts)
    {
        app.MapGet("/healthz", context => context.Response.WriteAsync("ok"));
        app.MapPost(RestPaths.SignIn, async context =>
        {
            var request = await ReadAsync(context);
            await Answers.SendPlainAsync(context, await accounts.SignInAsync(request, context.RequestAborted), RestJson.Default.SignInReply);
        });
        app.MapPost(RestPaths.Otp, async context =>
        {
            var otp = accounts.NewOtp(await accounts.AuthenticateAsync(context));
            await Answers.SendPlainAsync(context, new OtpReply { Otp = otp }, RestJson.Default.OtpReply);
        });
        app.MapGet("/user", async context =>
        {
            var identity = await accounts.AuthenticateAsync(context);
            var users = await accounts.ListUsersAsync(identity.Tenant, context.RequestAborted);
            await Answers.SendAsync(context, users, RestJson.Default.EnvelopeIReadOnlyListUserDetails);
        });
    }

    /// <summary>JSON whatever the Content-Type: pyC8 sends none.</summary>
    private static async Task<SignInRequest> ReadAsync(HttpContext context)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, RestJson.Default.SignInRequest, context.RequestAborted)
                ?? throw new GdnException(GdnErrorCode.BadRequest, "The body is null; send a JSON object with email and password.");
        }
        catch (JsonException e)
        {
            throw new GdnException(GdnErrorCode.BadRequest, "The body is not a JSON object with email and password.", e);
        }
    }
}
