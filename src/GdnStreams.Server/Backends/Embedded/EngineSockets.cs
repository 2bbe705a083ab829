using GdnStreams.Engine;
using GdnStreams.Protocol;
using GdnStreams.Server.SignIn;
using GdnStreams.Server.Sockets;

namespace GdnStreams.Server.Backends.Embedded;

/// <summary>Sockets over the engine in this process: the producer or consumer comes first, so that 101 means that it exists.</summary>
internal sealed class EngineSockets(StreamEngine engine, SocketServing serving) : ISocketServer
{
    public async Task ServeAsync(HttpContext context, StreamSocketAddress address, Identity identity)
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
                    connection => new ProducerSocket(connection, sender, AgainAsync, serving.Metrics, serving.Time).RunAsync());
                break;

                Task<EngineProducer> OpenAsync(string? name, long? initialSequenceId) => engine.OpenProducerAsync(producer.Topic, name, initialSequenceId, Peer(context));

                async Task<EngineProducer> AgainAsync(EngineProducer ended)
                {
                    await serving.Admission.EnsureAgainAsync(producer.Topic, identity);
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
                context, address, identity, opened, connection => new ConsumerSocket(connection, opened, AgainAsync, engine.Memory, serving.Metrics, isReader).RunAsync());

            async Task<EngineConsumer> AgainAsync(MessagePosition? last)
            {
                await serving.Admission.EnsureAgainAsync(address.Topic, identity);
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
            using var counted = serving.Metrics.Connected(address);
            await serving.Admission.OthersOpenedAsync(address, identity, context.RequestAborted);
            await using var connection = await SocketConnection.AcceptAsync(context, engine.Memory, serving.IdleTime, serving.Time, serving.Stopping);
            using var registration = serving.Open.Add(connection, identity, address);
            serving.Admission.Opened(address);
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
            DeadLetterTopic = address.DeadLetterTopic is { } name ? SocketEndpoint.DeadLetterTopic(address, name) : null,
        };
    }
}
