using System.Net;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Operations;

/// <summary>
/// Any web page can reach what its reader's machine can reach. So a request has to name one of this server's hosts (a page may point
/// a name of its own to 127.0.0.1), and come from a page of this server or of an allowed origin. Applies to REST, sockets and metrics.
/// </summary>
internal sealed class HostsAndOrigins(ServerOptions options)
{
    private const int NoContent = 204;
    private const int LongestShown = 100;
    private readonly string[] _names = [.. options.OtherHostNames.Append(options.HostName).Append("localhost").SelectMany(name => new[] { name, "api-" + name })];

    /// <summary>Refuses foreign hosts and origins, answers preflight requests, and lets an allowed page read the answer.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.Forbidden"/></exception>
    public Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        var host = context.Request.Host;
        if (host.HasValue && !IsOurs(host.Host))
        {
            throw new GdnException(GdnErrorCode.Forbidden, $"This server does not answer to the name '{Shown(host.Host)}'. If it is this server's, start it with --host-name {Shown(host.Host)}.");
        }

        var headers = context.Response.Headers;
        headers.Append("Vary", "Origin");
        if (context.Request.Headers.Origin.ToString() is { Length: > 0 } origin && !IsSame(origin, context.Request))
        {
            if (!options.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase))
            {
                throw new GdnException(GdnErrorCode.Forbidden, $"Pages of '{Shown(origin)}' may not call this server. If they shall, start it with --allow-origin {Shown(origin)}.");
            }

            headers.AccessControlAllowOrigin = origin;
        }

        if (!HttpMethods.IsOptions(context.Request.Method))
        {
            return next(context);
        }

        headers.AccessControlAllowMethods = "GET, POST, PUT, PATCH, DELETE, OPTIONS";
        headers.AccessControlAllowHeaders = "authorization, content-type, x-c8-version, accept";
        context.Response.StatusCode = NoContent;
        return Task.CompletedTask;
    }

    /// <summary>A name has to be known. An IP address cannot be redirected by a page, so any is accepted if the server listens on all.</summary>
    private bool IsOurs(string host) => IPAddress.TryParse(host, out var address)
        ? IPAddress.IsLoopback(address) || address.Equals(options.Bind) || options.Bind.Equals(IPAddress.Any) || options.Bind.Equals(IPAddress.IPv6Any)
        : _names.Contains(host, StringComparer.OrdinalIgnoreCase);

    /// <summary>The scheme does not matter: the port is this server's, and Python's websocket-client sends http for wss too.</summary>
    private static bool IsSame(string origin, HttpRequest request) =>
        origin.Equals($"http://{request.Host.Value}", StringComparison.OrdinalIgnoreCase) || origin.Equals($"https://{request.Host.Value}", StringComparison.OrdinalIgnoreCase);

    private static string Shown(string text) => LogText.Of(text.Length > LongestShown ? text[..LongestShown] : text);
}
