using System.Text.RegularExpressions;
using GdnStreams.Protocol;
using Yarp.ReverseProxy.Forwarder;

namespace GdnStreams.Server.Backends.Pulsar;

/// <summary>The handshake with the Pulsar: another address, this server's token instead of the client's credential, and a refusal that is read.</summary>
/// <param name="target">The address of the socket there.</param>
/// <param name="authorization">This server's header; null where the Pulsar asks for none.</param>
/// <param name="opened">Called once the Pulsar has opened the socket.</param>
internal sealed partial class ForwardedHandshake(Uri target, string? authorization, Action opened) : HttpTransformer
{
    private const int SwitchingProtocols = 101;

    // What belongs to this server, or to the client and this server.
    private static readonly string[] Own = ["Authorization", "Cookie", "Origin", "X-Pulsar-Auth-Method-Name"];

    /// <summary>Why the Pulsar opened no socket; null where it did, or was not reached.</summary>
    public GdnException? Refusal { get; private set; }

    public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        proxyRequest.RequestUri = target;
        proxyRequest.Headers.Host = null;
        foreach (var name in Own)
        {
            proxyRequest.Headers.Remove(name);
        }

        if (authorization is not null)
        {
            proxyRequest.Headers.TryAddWithoutValidation("Authorization", authorization);
        }
    }

    public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        switch ((int?)proxyResponse?.StatusCode)
        {
            case null:
                return false;
            case SwitchingProtocols:
                opened();
                return await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
            case var status:
                Refusal = Of(status.Value, Reason(await proxyResponse!.Content.ReadAsStringAsync(cancellationToken)));
                return false;
        }
    }

    /// <summary>A 401 is about this server's token, not about the client's.</summary>
    private static GdnException Of(int status, string reason) => status is 401 or 403
        ? new GdnException(GdnErrorCode.Unavailable, $"The Pulsar that keeps the streams does not accept this server ({status} {reason}).")
        : new GdnException(ErrorStatuses.FromResponse(status), reason);

    /// <summary>Jetty writes a page; its title has the reason: <c>Error 409 Failed to create producer: ...</c></summary>
    private static string Reason(string page) => Title().Match(page) is { Success: true } title ? System.Net.WebUtility.HtmlDecode(title.Groups[1].Value) : "The Pulsar opened no socket.";

    [GeneratedRegex("<title>(?:Error [0-9]+ )?([^<]+)</title>")]
    private static partial Regex Title();
}
