using System.Net;
using GdnStreams.Protocol;
using GdnStreams.Server.Backends;
using GdnStreams.Server.Fabrics;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Sockets;

/// <summary>Who may open a socket to which stream.</summary>
internal sealed class SocketAdmission(Accounts accounts, FabricDirectory fabrics, FabricStreams creation, IStreams streams, ServerOptions options)
{
    /// <summary>Producers write, consumers and readers read. The stream exists afterwards.</summary>
    /// <exception cref="GdnException">Unauthorized, Forbidden, BadRequest, InvalidName, FabricNotFound, StreamNotFound.</exception>
    public async Task<Identity> AdmitAsync(HttpContext context, StreamSocketAddress address)
    {
        EnsureNames(address);
        var topic = address.Topic;
        var identity = IsAnonymous(context, address)
            ? new Identity(topic.Tenant, "anonymous", Grants.Everything) { IsAnonymous = true }
            : await accounts.AuthenticateAsync(context, address.Otp, address.Token);
        Require(identity, address);
        await EnsureStreamAsync(topic, identity, context.RequestAborted);
        if (DeadLetterTopic(address) is { } deadLetters && !await streams.ExistsAsync(deadLetters, context.RequestAborted))
        {
            // The backend creates it with the first dead letter. Whether it may is decided here.
            RequireCreation(deadLetters, identity);
        }

        return identity;
    }

    /// <summary>Creates the stream of an open socket again after it was deleted, if the socket's owner still has the right to.</summary>
    /// <exception cref="GdnException">Unauthorized, Forbidden, FabricNotFound, StreamNotFound.</exception>
    public async Task EnsureAgainAsync(TopicName topic, Identity identity)
    {
        var now = await accounts.RefreshAsync(identity, CancellationToken.None) ?? throw new GdnException(GdnErrorCode.Unauthorized, "The credential of this socket is no longer valid.");
        await EnsureStreamAsync(topic, now, CancellationToken.None);
    }

    /// <summary>Why an open socket is no longer allowed; null if it is.</summary>
    public string? Refusal(Identity identity, StreamSocketAddress address)
    {
        try
        {
            Require(identity, address);
            return null;
        }
        catch (GdnException)
        {
            return "The right to this stream was taken back, or its fabric is gone.";
        }
    }

    /// <summary>The socket is open, or was refused.</summary>
    public void Opened(StreamSocketAddress address)
    {
        if (address.Otp is { Length: > 0 } otp)
        {
            accounts.OneTimePasswords.Opened(otp);
        }
    }

    /// <summary>Called before a receiving socket opens: waits for the sending sockets that its owner has fetched passwords for.</summary>
    public async Task OthersOpenedAsync(StreamSocketAddress address, Identity identity, CancellationToken cancellationToken)
    {
        if (address is not ProducerAddress && address.Otp is { Length: > 0 } otp)
        {
            Opened(address); // Otherwise two receiving sockets would wait for each other.
            await accounts.OneTimePasswords.OthersOpenedAsync(otp, identity, cancellationToken);
        }
    }

    /// <summary>Where a consumer's dead letters go: the topic that it names, or <c>{topic}-{subscription}-DLQ</c>; null if it has none.</summary>
    public static TopicName? DeadLetterTopic(StreamSocketAddress address) => address switch
    {
        ConsumerAddress { DeadLetterTopic: { } given } consumer => SocketEndpoint.DeadLetterTopic(consumer, given),
        ConsumerAddress { MaxRedeliverCount: not null } consumer => consumer.Topic with { Topic = $"{consumer.Topic.Topic}-{consumer.Subscription}-DLQ" },
        _ => null,
    };

    private static void EnsureNames(StreamSocketAddress address)
    {
        switch (address)
        {
            case ProducerAddress { ProducerName: { } producer }:
                PlainName.Ensure("producer", producer);
                break;
            case ConsumerAddress consumer:
                PlainName.Ensure("subscription", consumer.Subscription);
                if (consumer.ConsumerName is { } name)
                {
                    PlainName.Ensure("consumer", name);
                }

                break;
            case ReaderAddress { ReaderName: { } reader }:
                PlainName.Ensure("reader", reader);
                break;
        }
    }

    private void Require(Identity identity, StreamSocketAddress address)
    {
        Require(address is ProducerAddress ? RestRight.StreamWrite : RestRight.StreamRead, address.Topic, identity);
        if (DeadLetterTopic(address) is { } deadLetters)
        {
            // Dead letters are written on the consumer's behalf, so it needs the right of a producer there.
            Require(RestRight.StreamWrite, deadLetters, identity);
        }
    }

    private async Task EnsureStreamAsync(TopicName topic, Identity identity, CancellationToken cancellationToken)
    {
        if (await streams.ExistsAsync(topic, cancellationToken))
        {
            return;
        }

        var (fabric, stream) = RequireCreation(topic, identity);
        try
        {
            await creation.CreateAsync(topic.Tenant, fabric, stream, cancellationToken);
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.StreamExists)
        {
            // Somebody else was faster.
        }
    }

    /// <summary>Checks that this caller may create this stream on this server under this name.</summary>
    private (string Fabric, StreamName Stream) RequireCreation(TopicName topic, Identity identity)
    {
        var (fabric, stream) = Require(RestRight.StreamLook, topic, identity);
        if (!options.CreatesStreams)
        {
            throw new GdnException(GdnErrorCode.StreamNotFound, $"There is no stream {topic.Topic} in fabric {fabric}, and this server does not create streams when they are used.");
        }

        if (!identity.May(RestRight.StreamReadWrite, fabric, stream.Topic))
        {
            throw new GdnException(
                GdnErrorCode.Forbidden,
                $"There is no stream {topic.Topic} in fabric {fabric}, and who makes it needs 'rw' on it, not '{Grants.Text(identity.To(fabric, stream.Topic))}'. Let somebody with 'rw' create it.");
        }

        return (fabric, stream.EnsureCreatable());
    }

    /// <summary>The fabric and stream of a topic that somebody may use.</summary>
    private (string Fabric, StreamName Stream) Require(RestRight right, TopicName topic, Identity identity)
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

        identity.Require(right, fabrics.Get(identity.Tenant, fabric).Name, stream.Topic);
        return (fabric, stream);
    }

    private bool IsAnonymous(HttpContext context, StreamSocketAddress address) =>
        options.AllowsAnonymousSockets
        && string.IsNullOrEmpty(address.Otp)
        && string.IsNullOrEmpty(address.Token)
        && context.Request.Headers.Authorization.Count == 0
        && context.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote);
}
