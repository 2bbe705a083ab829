using GdnStreams.Engine;
using GdnStreams.Protocol;
using GdnStreams.Server.Operations;
using GdnStreams.Server.SignIn;
using Microsoft.AspNetCore.Http.Features;

namespace GdnStreams.Server.Sockets;

/// <summary>The handshake: address, credential and engine come first, so that 101 means that the producer or consumer exists.</summary>
internal sealed class SocketEndpoint(
    SocketAdmission admission, OpenSockets sockets, SocketCounts counts, StreamEngine engine, ServerMetrics metrics, TimeSpan idleTime, TimeProvider time, CancellationToken stopping)
{
    public void Map(WebApplication app)
    {
        app.Map("/ws/v2/{**rest}", AcceptAsync);
        app.Map(StreamSocketAddress.GdnPrefix + "/ws/v2/{**rest}", AcceptAsync);
    }

    private async Task AcceptAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            throw new GdnException(GdnErrorCode.MethodNotAllowed, "This address is a WebSocket: connect with an upgrade request.");
        }

        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var address = StreamSocketAddress.Parse(query < 0 ? target : target[..query], query < 0 ? "" : target[query..]);
        try
        {
            var identity = await admission.AdmitAsync(context, address);
            using var counted = counts.Add(identity);
            await OpenAsync(context, address, identity);
        }
        finally
        {
            admission.Opened(address); // Or refused. Either way nobody has to wait for it any more.
        }
    }

    private async Task OpenAsync(HttpContext context, StreamSocketAddress address, Identity identity)
    {
        switch (address)
        {
            case ProducerAddress producer:
                var sender = await OpenAsync(producer.ProducerName, producer.InitialSequenceId);
                await ServeAsync(
                    context,
                    address,
                    identity,
                    sender,
                    connection => new ProducerSocket(connection, sender, AgainAsync, metrics, time).RunAsync());
                break;

                Task<EngineProducer> OpenAsync(string? name, long? initialSequenceId) => engine.OpenProducerAsync(producer.Topic, name, initialSequenceId, Peer(context));

                async Task<EngineProducer> AgainAsync(EngineProducer ended)
                {
                    await admission.EnsureAgainAsync(producer.Topic, identity);
                    return await OpenAsync(producer.ProducerName, producer.ProducerName is null ? null : ended.LastSequenceId);
                }

            case ConsumerAddress consumer:
                await ReceiveAsync(Settings(consumer), isReader: false);
                break;
            case ReaderAddress reader:
                var start = MessagePosition.TryParse(reader.MessageId?.ToString(), out var given) ? given : MessagePosition.Latest;
                await ReceiveAsync(ConsumerSettings.Reader(start, reader.ReceiverQueueSize ?? ProtocolLimits.MaxReceiverQueueSize, reader.ReaderName), isReader: true);
                break;
        }

        async Task ReceiveAsync(ConsumerSettings settings, bool isReader)
        {
            settings = settings with { Address = Peer(context) };
            var opened = await engine.SubscribeAsync(address.Topic, settings, context.RequestAborted);
            await ServeAsync(
                context, address, identity, opened, connection => new ConsumerSocket(connection, opened, AgainAsync, engine.Memory, metrics, isReader).RunAsync());

            async Task<EngineConsumer> AgainAsync(MessagePosition? last)
            {
                await admission.EnsureAgainAsync(address.Topic, identity);
                var goesOn = settings.Mode == SubscriptionMode.NonDurable && last is not null;
                return await engine.SubscribeAsync(address.Topic, goesOn ? settings with { StartAfter = last } : settings, CancellationToken.None);
            }
        }
    }

    /// <summary>Answers with 101, now that the producer or consumer exists in the engine.</summary>
    private async Task ServeAsync<T>(HttpContext context, StreamSocketAddress address, Identity identity, T opened, Func<SocketConnection, Task> run)
        where T : IAsyncDisposable
    {
        await using (opened)
        {
            using var counted = metrics.Connected(address switch
            {
                ProducerAddress => "producer",
                ConsumerAddress => "consumer",
                _ => "reader",
            });
            await admission.OthersOpenedAsync(address, identity, context.RequestAborted);
            await using var connection = await SocketConnection.AcceptAsync(context, engine.Memory, idleTime, time, stopping);
            using var registration = sockets.Add(connection, identity, address);
            admission.Opened(address);
            await run(connection);
        }
    }

    /// <summary>The client's address, as Pulsar writes it.</summary>
    private static string Peer(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address ? $"/{new System.Net.IPEndPoint(address, context.Connection.RemotePort)}" : "";

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
            AckTimeout = TimeSpan.FromMilliseconds(Math.Min(ackTimeout, int.MaxValue)),
            NegativeAckDelay = TimeSpan.FromMilliseconds(address.NegativeAckRedeliveryDelay ?? 60_000),
            MaxRedeliverCount = address.MaxRedeliverCount,
            DeadLetterTopic = address.DeadLetterTopic is { } name ? DeadLetterTopic(address, name) : null,
        };
    }

    /// <summary>A full topic name, or a short name in the namespace of the consumer's topic, which gets the same prefix if it has none.</summary>
    public static TopicName DeadLetterTopic(ConsumerAddress address, string name) =>
        name.Contains("://", StringComparison.Ordinal) ? TopicName.Parse(name)
        : address.Topic.TryGetStream(out _, out var stream) && StreamName.TryParse(name, out var given) && given.Scope == StreamScope.Collection && stream.Scope != StreamScope.Collection
            ? address.Topic with { Topic = StreamName.Create(name, stream.Scope).Topic }
            : address.Topic with { Topic = name };
}
