using System.Diagnostics;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Benchmarks;

/// <summary>This repository's client library as the client of either server.</summary>
internal static class ClientLibrary
{
    private const int Window = 500;
    private const int AcknowledgedTogether = 100;

    /// <summary>Publishes and then receives and acknowledges; messages in a second of either.</summary>
    public static async Task<(double Published, double Delivered)> MeasureAsync(Target target, string name, int messages, int payloadBytes, CancellationToken cancellationToken)
    {
        await using var session = await GdnSession.ConnectAsync(target.Session, cancellationToken);
        var stream = await session.Streams.CreateAsync(StreamName.Create(name, StreamScope.Global), cancellationToken);
        await (await session.SubscribeAsync(stream, "s", cancellationToken: cancellationToken)).DisposeAsync();
        var published = await PublishAsync(session, stream, messages, payloadBytes, cancellationToken);
        return (published, await ReceiveAsync(session, stream, messages, cancellationToken));
    }

    private static async Task<double> PublishAsync(GdnSession session, StreamName stream, int messages, int payloadBytes, CancellationToken cancellationToken)
    {
        await using var producer = await session.CreateProducerAsync(stream, new ProducerOptions { MaxPendingMessages = Window }, cancellationToken);
        var message = new OutgoingMessage { Payload = Enumerable.Range(0, payloadBytes).Select(i => (byte)i).ToArray() };
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < messages; i++)
        {
            await producer.EnqueueAsync(message, cancellationToken: cancellationToken);
        }

        await producer.FlushAsync(cancellationToken);
        return producer.TryTakeResult(out var failed) ? throw failed.Error! : messages / clock.Elapsed.TotalSeconds;
    }

    private static async Task<double> ReceiveAsync(GdnSession session, StreamName stream, int messages, CancellationToken cancellationToken)
    {
        await using var consumer = await session.SubscribeAsync(stream, "s", cancellationToken: cancellationToken);
        var done = new List<MessageId>(AcknowledgedTogether);
        var clock = Stopwatch.StartNew();
        for (var i = 1; i <= messages; i++)
        {
            done.Add((await consumer.ReceiveAsync(cancellationToken)).Id);
            if (done.Count == AcknowledgedTogether || i == messages)
            {
                await consumer.AcknowledgeAsync(done, cancellationToken);
                done.Clear();
            }
        }

        return messages / clock.Elapsed.TotalSeconds;
    }
}
