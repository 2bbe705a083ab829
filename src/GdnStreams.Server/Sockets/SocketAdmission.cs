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
        Require(address is ProducerAddress ? Access.Write : Access.Read, topic, identity);
        if (address is ConsumerAddress { DeadLetterTopic: { } deadLetters } consumer)
        {
            // A consumer sends there, if only what it was given: it may not reach further than a producer.
            Require(Access.Write, SocketEndpoint.DeadLetterTopic(consumer, deadLetters), identity);
        }

        await EnsureStreamAsync(topic, context.RequestAborted);
        return identity;
    }

    /// <summary>The stream exists afterwards.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamNotFound"/>: it does not, and sockets create none.</exception>
    public async Task EnsureStreamAsync(TopicName topic, CancellationToken cancellationToken)
    {
        if (options.CreatesStreams)
        {
            await engine.EnsureStreamAsync(topic, cancellationToken);
        }
        else if (!await engine.StreamExistsAsync(topic))
        {
            throw new GdnException(GdnErrorCode.StreamNotFound, $"There is no stream {topic.Topic} in {topic.Namespace}, and this server does not create streams when they are used.");
        }
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

    /// <summary>The fabric of a topic that somebody may use.</summary>
    private string Require(Access access, TopicName topic, Identity identity)
    {
        if (identity.Tenant != topic.Tenant)
        {
            throw new GdnException(GdnErrorCode.Forbidden, $"Not authorized: the credential belongs to tenant {identity.Tenant}, the topic to {topic.Tenant}.");
        }

        if (!topic.Namespace.StartsWith("c8global.", StringComparison.Ordinal) && !topic.Namespace.StartsWith("c8local.", StringComparison.Ordinal))
        {
            throw new GdnException(GdnErrorCode.FabricNotFound, $"There is no namespace {topic.Namespace}. A fabric has c8global.FABRIC and c8local.FABRIC.");
        }

        if (!topic.TryGetStream(out var fabric, out var stream))
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"{topic} is not a GDN stream: it is persistent, c8globals.NAME in c8global.FABRIC, c8locals.NAME or a collection in c8local.FABRIC.");
        }

        identity.Require(access, fabrics.Get(identity.Tenant, fabric).Name, stream.Topic);
        return fabric;
    }

    private bool IsAnonymous(HttpContext context, SocketAddress address) =>
        options.AllowsAnonymousSockets
        && string.IsNullOrEmpty(address.Otp)
        && string.IsNullOrEmpty(address.Token)
        && context.Request.Headers.Authorization.Count == 0
        && context.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote);
}
