using GdnStreams.Engine;
using GdnStreams.Protocol;
using GdnStreams.Server.Fabrics;
using GdnStreams.Server.SignIn;
using Microsoft.AspNetCore.Http.Features;

namespace GdnStreams.Server.Sockets;

/// <summary>The handshake: address, credential and engine come first, so that 101 means that the producer or consumer exists.</summary>
internal sealed class SocketEndpoint(Accounts accounts, FabricDirectory fabrics, StreamEngine engine, TimeProvider time, CancellationToken stopping)
{
    public void Map(WebApplication app)
    {
        app.Map("/ws/v2/{**rest}", AcceptAsync);
        app.Map(SocketAddress.GdnPrefix + "/ws/v2/{**rest}", AcceptAsync);
    }

    private async Task AcceptAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            throw new GdnException(GdnErrorCode.MethodNotAllowed, "This address is a WebSocket: connect with an upgrade request.");
        }

        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var address = SocketAddress.Parse(query < 0 ? target : target[..query], query < 0 ? "" : target[query..]);
        await AdmitAsync(context, address);
        await engine.EnsureStreamAsync(address.Topic, context.RequestAborted);
        switch (address)
        {
            case ProducerAddress producer:
                await ServeAsync(
                    context,
                    await engine.OpenProducerAsync(producer.Topic, producer.ProducerName, producer.InitialSequenceId),
                    (connection, opened) => new ProducerSocket(connection, opened, time).RunAsync());
                break;
            case ConsumerAddress consumer:
                await ServeAsync(
                    context,
                    await engine.SubscribeAsync(consumer.Topic, Settings(consumer), context.RequestAborted),
                    (connection, opened) => new ConsumerSocket(connection, opened, isReader: false).RunAsync());
                break;
            case ReaderAddress reader:
                var start = MessagePosition.TryParse(reader.MessageId?.ToString(), out var given) ? given : MessagePosition.Latest;
                await ServeAsync(
                    context,
                    await engine.OpenReaderAsync(reader.Topic, start, reader.ReceiverQueueSize ?? ProtocolLimits.MaxReceiverQueueSize, context.RequestAborted),
                    (connection, opened) => new ConsumerSocket(connection, opened, isReader: true).RunAsync());
                break;
        }
    }

    /// <summary>Who it is, and that they may: producers write, consumers and readers read.</summary>
    private async Task AdmitAsync(HttpContext context, SocketAddress address)
    {
        var identity = await accounts.AuthenticateAsync(context, address.Otp, address.Token);
        if (identity.Tenant != address.Topic.Tenant)
        {
            throw new GdnException(GdnErrorCode.Forbidden, $"Not authorized: the credential belongs to tenant {identity.Tenant}, the topic to {address.Topic.Tenant}.");
        }

        if (!address.Topic.TryGetStream(out var fabric, out var stream))
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"{address.Topic} is not a GDN stream: its namespace is c8global.FABRIC or c8local.FABRIC, its topic c8globals.NAME, c8locals.NAME or a collection.");
        }

        identity.Require(address is ProducerAddress ? Access.Write : Access.Read, fabrics.Get(identity.Tenant, fabric).Name, stream.Topic);
    }

    /// <summary>Only what exists in the engine is answered with 101.</summary>
    private async Task ServeAsync<T>(HttpContext context, T opened, Func<SocketConnection, T, Task> run)
        where T : IAsyncDisposable
    {
        await using (opened)
        {
            await using var connection = new SocketConnection(await context.WebSockets.AcceptWebSocketAsync(), stopping);
            await run(connection, opened);
        }
    }

    private static ConsumerSettings Settings(ConsumerAddress address)
    {
        var ackTimeout = address.AckTimeoutMillis is > 0 and var given ? given : address.MaxRedeliverCount is null ? 0 : 30_000;
        return new ConsumerSettings
        {
            Subscription = address.Subscription,
            Type = address.SubscriptionType ?? SubscriptionType.Exclusive,
            Mode = address.SubscriptionMode ?? SubscriptionMode.Durable,
            InitialPosition = address.SubscriptionInitialPosition ?? InitialPosition.Latest,
            ConsumerName = address.ConsumerName,
            PriorityLevel = address.PriorityLevel ?? 0,
            ReceiverQueueSize = address.ReceiverQueueSize ?? ProtocolLimits.MaxReceiverQueueSize,
            PullMode = address.PullMode,
            AckTimeout = TimeSpan.FromMilliseconds(ackTimeout),
            NegativeAckDelay = TimeSpan.FromMilliseconds(address.NegativeAckRedeliveryDelay ?? 60_000),
            MaxRedeliverCount = address.MaxRedeliverCount,
            DeadLetterTopic = address.DeadLetterTopic is { } name
                ? (name.Contains("://", StringComparison.Ordinal) ? TopicName.Parse(name) : address.Topic with { Topic = name })
                : null,
        };
    }
}
