using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace GdnStreams.Client;

/// <summary>Where to connect, as whom, and how long to wait.</summary>
public sealed record GdnSessionOptions
{
    /// <summary>Base address of the service, http or https: <c>https://api-play.paas.macrometa.io</c>, or <c>http://broker:8080</c> of a Pulsar. Required.</summary>
    public required Uri Url { get; init; }

    /// <summary>Base address of the sockets, ws or wss, where a Pulsar has its WebSocket service elsewhere than its administration. Null (default) is <see cref="Url"/>.</summary>
    public Uri? WebSocketUrl { get; init; }

    /// <summary>What the service speaks. Default GDN.</summary>
    public GdnDialect Dialect { get; init; } = GdnDialect.Gdn;

    /// <summary>What to sign in with. GDN needs one; a Pulsar takes a token, a user with a password, or nothing. Default <see cref="GdnCredential.Anonymous"/>.</summary>
    public GdnCredential Credential { get; init; } = GdnCredential.Anonymous;

    /// <summary>Whether the credential may go over http to another machine, where everybody on the way can read it. Default: no; loopback needs no leave.</summary>
    public bool AllowUnencrypted { get; init; }

    /// <summary>Whether the credential would go over http or ws to another machine. <see cref="GdnSession.ConnectAsync(GdnSessionOptions, CancellationToken)"/> refuses that without <see cref="AllowUnencrypted"/>.</summary>
    public bool IsUnencrypted => UnencryptedUrl is not null;

    /// <summary>The fabric of all streams of this session; not empty. Default <c>_system</c>.</summary>
    public string Fabric { get; init; } = "_system";

    /// <summary>One namespace of a Pulsar to work in, such as <c>default</c>: its topics are the session's streams, by their own names. Null (default) works in the two namespaces of <see cref="Fabric"/>.</summary>
    public string? Namespace { get; init; }

    /// <summary>The tenant; null (default) asks a GDN service, and is <c>public</c> for a Pulsar.</summary>
    public string? Tenant { get; init; }

    /// <summary>Longest wait for one socket to open; above zero, at most 24 days. Default 35 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(35);

    /// <summary>Longest wait for one REST answer; above zero, at most 24 days. Default 30 seconds.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a broken socket is restored before it fails with ConnectionLost; zero restores none. Default 5 minutes; <see cref="TimeSpan.MaxValue"/> for ever.</summary>
    public TimeSpan ReconnectTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many attempts in a row to restore a broken socket may fail; at least 1. Default: no limit but <see cref="ReconnectTimeout"/>.</summary>
    public int MaxReconnectAttempts { get; init; } = int.MaxValue;

    /// <summary>How long, after a socket broke, its producer name or subscription may still be taken (409): the server may not have noticed the break. Zero reports it at once. Default 150 seconds.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(150);

    /// <summary>Silence of the server after which it is pinged; at most 24 days. Default 30 seconds; zero never pings.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Silence after a ping that counts as a broken connection; above zero, at most 24 days. Default 15 seconds.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The proxy for requests and sockets. Null (default) is the system's own.</summary>
    public IWebProxy? Proxy { get; init; }

    /// <summary>
    /// Certificates that alone are trusted: each a private authority's, or the server's own (pinned). The name must be the server's in both
    /// cases. Empty (default) trusts the machine's authorities. On .NET Framework put the authority into the machine's store instead.
    /// </summary>
    public IReadOnlyList<X509Certificate2> TrustedCertificates { get; init; } = [];

    /// <summary>Told of what the session exchanges, from the first request on. Null (default) makes one: <see cref="GdnSession.Trace"/>.</summary>
    public WireTrace? Trace { get; init; }

    /// <summary>Takes any certificate, so that everybody on the way can pose as the server: for trials only. Default: no. Not on .NET Framework.</summary>
    public bool SkipCertificateCheck { get; init; }

    /// <summary>The address to which the credential would go unencrypted; null where there is none.</summary>
    internal Uri? UnencryptedUrl => Credential is { Kind: not GdnCredentialKind.Anonymous }
        ? new[] { Url, WebSocketUrl }.FirstOrDefault(url => url is { IsAbsoluteUri: true } && Unencrypted.Is(url))
        : null;
}
