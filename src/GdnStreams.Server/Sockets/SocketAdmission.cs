using System.Net;
using GdnStreams.Engine;
using GdnStreams.Protocol;
using GdnStreams.Server.Fabrics;
using GdnStreams.Server.SignIn;
using SocketAddress = GdnStreams.Protocol.SocketAddress;

namespace GdnStreams.Server.Sockets;

/// <summary>Who may open a socket to which stream.</summary>
internal sealed class SocketAdmission(Accounts accounts, FabricDirectory fabrics, StreamEngine engine, ServerOptions options)
{
    /// <summary>Producers write, consumers and readers read. The stream exists afterwards.</summary>
    /// <exception cref="GdnException">Unauthorized, Forbidden, BadRequest, FabricNotFound, StreamNotFound.</exception>
    public async Task<Identity> AdmitAsync(HttpContext context, SocketAddress address)
    {
        var topic = address.Topic;
        var identity = IsAnonymous(context, address)
            ? new Identity(topic.Tenant, "anonymous", Grants.Everything)
            : await accounts.AuthenticateAsync(context, address.Otp, address.Token);
        if (identity.Tenant != topic.Tenant)
        {
            throw new GdnException(GdnErrorCode.Forbidden, $"Not authorized: the credential belongs to tenant {identity.Tenant}, the topic to {topic.Tenant}.");
        }

        if (!topic.TryGetStream(out var fabric, out var stream))
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"{topic} is not a GDN stream: its namespace is c8global.FABRIC or c8local.FABRIC, its topic c8globals.NAME, c8locals.NAME or a collection.");
        }

        identity.Require(address is ProducerAddress ? Access.Write : Access.Read, fabrics.Get(identity.Tenant, fabric).Name, stream.Topic);
        if (options.CreatesStreams)
        {
            await engine.EnsureStreamAsync(topic, context.RequestAborted);
        }
        else if (!await engine.StreamExistsAsync(topic))
        {
            throw new GdnException(GdnErrorCode.StreamNotFound, $"There is no stream {topic.Topic} in fabric {fabric}, and this server does not create streams when they are used.");
        }

        return identity;
    }

    /// <summary>The socket is open, or was refused.</summary>
    public void Opened(SocketAddress address)
    {
        if (address.Otp is { Length: > 0 } otp)
        {
            accounts.OneTimePasswords.Opened(otp);
        }
    }

    /// <summary>Before a receiving socket opens: lets the sending ones open first that its owner has announced.</summary>
    public async Task OthersOpenedAsync(SocketAddress address, Identity identity, CancellationToken cancellationToken)
    {
        if (address is not ProducerAddress && address.Otp is { Length: > 0 } otp)
        {
            Opened(address); // Two of them do not wait for each other.
            await accounts.OneTimePasswords.OthersOpenedAsync(otp, identity, cancellationToken);
        }
    }

    private bool IsAnonymous(HttpContext context, SocketAddress address) =>
        options.AllowsAnonymousSockets
        && string.IsNullOrEmpty(address.Otp)
        && string.IsNullOrEmpty(address.Token)
        && context.Request.Headers.Authorization.Count == 0
        && context.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote);
}
