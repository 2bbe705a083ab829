using System.Net;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Operations;

/// <summary>
/// A page in a browser reaches what its user's machine reaches. So a request has to name a host that is this server's (a page may point
/// a name of its own to 127.0.0.1), and come from this server's own pages or those of an allowed origin. For REST, sockets and metrics.
/// </summary>
internal sealed class HostsAndOrigins(ServerOptions options)
{
    private const int NoContent = 204;
    private const int LongestShown = 100;
    private readonly string[] _names = [.. options.OtherHostNames.Append(options.HostName).Append("localhost").SelectMany(name => new[] { name, "api-" + name })];

    /// <summary>Refuses strangers, answers a browser's question beforehand (preflight), and lets an allowed page read the answer.</summary>
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

    /// <summary>A name has to be known; an address cannot be pointed elsewhere by a page, so any will do where all are listened on.</summary>
    private bool IsOurs(string host) => IPAddress.TryParse(host, out var address)
        ? IPAddress.IsLoopback(address) || address.Equals(options.Bind) || options.Bind.Equals(IPAddress.Any) || options.Bind.Equals(IPAddress.IPv6Any)
        : _names.Contains(host, StringComparer.OrdinalIgnoreCase);

    private static bool IsSame(string origin, HttpRequest request) => origin.Equals($"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase);

    private static string Shown(string text) => LogText.Of(text.Length > LongestShown ? text[..LongestShown] : text);
}
