using GdnStreams.Protocol;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Http;

/// <summary>Sign-in and one-time passwords.</summary>
internal static class SignInEndpoints
{
    public static void Map(RestRoutes routes, Accounts accounts)
    {
        routes.Map(AccountCalls.SignIn, async (call, request) => await accounts.SignInAsync(request!, call.Http.Connection.RemoteIpAddress, call.Aborted));
        routes.Map(AccountCalls.Otp, call => Task.FromResult<OtpReply?>(new OtpReply { Otp = accounts.NewOtp(call.Identity) }));
    }
}
