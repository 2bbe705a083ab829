using GdnStreams.Engine;
using GdnStreams.Protocol;
using GdnStreams.Server.SignIn;
using Microsoft.AspNetCore.Http.Features;

namespace GdnStreams.Server.Sockets;

/// <summary>The handshake: address, credential and engine come first, so that 101 means that the producer or consumer exists.</summary>
internal static class SocketEndpoint
{
    public static void Map(WebApplication app, Accounts accounts, StreamEngine engine, TimeProvider time)
    {
        Task HandleAsync(HttpContext context) => AcceptAsync(context, accounts, engine, time, app.Lifetime.ApplicationStopping);
        app.Map("/ws/v2/{**rest}", HandleAsync);
        app.Map(SocketAddress.GdnPrefix + "/ws/v2/{**rest}", HandleAsync);
    }

    private static async Task AcceptAsync(HttpContext context, Accounts accounts, StreamEngine engine, TimeProvider time, CancellationToken stopping)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            throw new GdnException(GdnErrorCode.MethodNotAllowed, "This address is a WebSocket: connect with an upgrade request.");
        }

        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var address = SocketAddress.Parse(query < 0 ? target : target[..query], query < 0 ? "" : target[query..]);
        var identity = await accounts.AuthenticateAsync(context, address.Otp, address.Token);
        if (identity.Tenant != address.Topic.Tenant)
        {
            throw new GdnException(GdnErrorCode.Forbidden, $"Not authorized: the credential belongs to tenant {identity.Tenant}, the topic to {address.Topic.Tenant}.");
        }

        if (!address.Topic.TryGetStream(out var fabric, out _))
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"{address.Topic} is not a GDN stream: its namespace is c8global.FABRIC or c8local.FABRIC, its topic c8globals.NAME, c8locals.NAME or a collection.");
        }

        Http.FabricEndpoints.EnsureExists(fabric);
        await engine.EnsureStreamAsync(address.Topic, context.RequestAborted);
        switch (address)
        {
            case ProducerAddress producer:
                await using (var connected = await engine.OpenProducerAsync(producer.Topic, producer.ProducerName, producer.InitialSequenceId))
                {
                    await using var connection = new SocketConnection(await context.WebSockets.AcceptWebSocketAsync(), stopping);
                    await new ProducerSocket(connection, connected, time).RunAsync();
                }

                break;
            case ConsumerAddress consumer:
                await using (var connected = await engine.SubscribeAsync(consumer.Topic, Settings(consumer), context.RequestAborted))
                {
                    await using var connection = new SocketConnection(await context.WebSockets.AcceptWebSocketAsync(), stopping);
                    await new ConsumerSocket(connection, connected, isReader: false).RunAsync();
                }

                break;
            case ReaderAddress reader:
                var start = MessagePosition.TryParse(reader.MessageId?.ToString(), out var given) ? given : MessagePosition.Latest;
                var window = reader.ReceiverQueueSize ?? ProtocolLimits.MaxReceiverQueueSize;
                await using (var connected = await engine.OpenReaderAsync(reader.Topic, start, window, context.RequestAborted))
                {
                    await using var connection = new SocketConnection(await context.WebSockets.AcceptWebSocketAsync(), stopping);
                    await new ConsumerSocket(connection, connected, isReader: true).RunAsync();
                }

                break;
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
