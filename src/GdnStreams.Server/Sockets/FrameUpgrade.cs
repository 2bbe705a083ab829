using Microsoft.AspNetCore.Http.Features;

namespace GdnStreams.Server.Sockets;

/// <summary>Puts a <see cref="FrameStream"/> under the WebSocket that ASP.NET Core makes of this request.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "Who asked for the upgrade disposes of the stream.")]
internal sealed class FrameUpgrade(IHttpUpgradeFeature upgrade) : IHttpUpgradeFeature
{
    private FrameStream? _stream;

    private IHttpUpgradeFeature Inner => upgrade;

    public bool IsUpgradableRequest => upgrade.IsUpgradableRequest;

    /// <summary>Applies to all requests. Must come before ASP.NET Core's WebSockets, which use the upgrade feature that is set by then.</summary>
    public static void Use(WebApplication app) => app.Use((context, next) =>
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
        {
            context.Features.Set<IHttpUpgradeFeature>(new FrameUpgrade(upgrade));
        }

        return next(context);
    });

    /// <summary>For a request whose bytes somebody else forwards: he reads the connection itself.</summary>
    public static void Leave(HttpContext context)
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is FrameUpgrade own)
        {
            context.Features.Set(own.Inner);
        }
    }

    /// <summary>The stream under the accepted WebSocket of a request.</summary>
    public static FrameStream StreamOf(HttpContext context) => ((FrameUpgrade)context.Features.GetRequiredFeature<IHttpUpgradeFeature>())._stream!;

    public async Task<Stream> UpgradeAsync() => _stream = new FrameStream(await upgrade.UpgradeAsync());
}
