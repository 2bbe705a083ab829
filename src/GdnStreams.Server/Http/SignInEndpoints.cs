using GdnStreams.Protocol;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Http;

/// <summary>Sign-in and one-time passwords.</summary>
internal static class SignInEndpoints
{
    public static void Map(WebApplication app, Accounts accounts)
    {
        app.MapPost(RestPaths.SignIn, async context =>
        {
            var request = await Bodies.ReadAsync(context, RestJson.Default.SignInRequest);
            await Answers.SendPlainAsync(context, await accounts.SignInAsync(request, context.Connection.RemoteIpAddress, context.RequestAborted), RestJson.Default.SignInReply);
        });
        app.MapPost(RestPaths.Otp, async context =>
        {
            var otp = accounts.NewOtp(await accounts.AuthenticateAsync(context));
            await Answers.SendPlainAsync(context, new OtpReply { Otp = otp }, RestJson.Default.OtpReply);
        });
    }
}
