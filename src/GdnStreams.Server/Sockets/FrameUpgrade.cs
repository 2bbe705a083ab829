using Microsoft.AspNetCore.Http.Features;

namespace GdnStreams.Server.Sockets;

/// <summary>Puts a <see cref="CoalescingStream"/> under the WebSocket that ASP.NET Core makes of this request.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "Who asked for the upgrade disposes of the stream.")]
internal sealed class CoalescedUpgrade(IHttpUpgradeFeature upgrade) : IHttpUpgradeFeature
{
    private CoalescingStream? _stream;

    public bool IsUpgradableRequest => upgrade.IsUpgradableRequest;

    /// <summary>Applies to all requests. Must come before ASP.NET Core's WebSockets, which use the upgrade feature that is set by then.</summary>
    public static void Use(WebApplication app) => app.Use((context, next) =>
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
        {
            context.Features.Set<IHttpUpgradeFeature>(new CoalescedUpgrade(upgrade));
        }

        return next(context);
    });

    /// <summary>The stream under the accepted WebSocket of a request.</summary>
    public static CoalescingStream StreamOf(HttpContext context) => ((CoalescedUpgrade)context.Features.GetRequiredFeature<IHttpUpgradeFeature>())._stream!;

    public async Task<Stream> UpgradeAsync() => _stream = new CoalescingStream(await upgrade.UpgradeAsync());
}
