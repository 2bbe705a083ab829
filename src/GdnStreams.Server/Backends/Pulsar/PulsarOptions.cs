using System.Security.Cryptography.X509Certificates;

namespace GdnStreams.Server.Backends.Pulsar;

/// <summary>Which Pulsar has the streams.</summary>
internal sealed record PulsarOptions
{
    /// <summary>Address of its administration, http or https.</summary>
    public required Uri Url { get; init; }

    /// <summary>Address of its WebSocket service, ws or wss; null (default) is that of the administration.</summary>
    public Uri? WebSocketUrl { get; init; }

    /// <summary>A token of a role that administers it; null (default) where it asks for none.</summary>
    public string? Token { get; init; }

    /// <summary>The tenant whose topic holds users, keys and fabrics. Default: <c>public</c>.</summary>
    public string Tenant { get; init; } = "public";

    /// <summary>The only authorities that vouch for it where it speaks TLS; empty (default): those of this machine.</summary>
    public IReadOnlyList<X509Certificate2> Authorities { get; init; } = [];

    /// <summary>Whether the token may go to another machine unencrypted.</summary>
    public bool AllowsUnencrypted { get; init; }

    /// <summary>The Authorization header that goes with every request; null where there is none.</summary>
    public string? Authorization => Token is null ? null : "Bearer " + Token;

    /// <summary>Where its sockets are, in the scheme of a request.</summary>
    public Uri SocketBase => WebSocketUrl is { } given
        ? new UriBuilder(given) { Scheme = given.Scheme == "wss" ? Uri.UriSchemeHttps : Uri.UriSchemeHttp, Port = given.Port }.Uri
        : Url;

    /// <summary>The address, without the token that a record would show.</summary>
    public override string ToString() => Url.ToString();
}
