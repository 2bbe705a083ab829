using System.Buffers.Binary;
using System.Diagnostics;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Benchmarks.Clients;

/// <summary>This repository's client library.</summary>
internal sealed class LibraryClient(GdnSessionOptions options) : IDeliveringClient
{
    private const string Subscription = "bench";
    private GdnSession? _session;
    private Workload _workload = new([], 0, 1);
    private StreamName[] _streams = [];
    private Producer[] _producers = [];

    public async Task OpenAsync(Workload workload)
    {
        _workload = workload;
        _session ??= await GdnSession.ConnectAsync(options);
        _streams = [.. workload.Streams.Select(name => StreamName.Create(name, StreamScope.Global))];
        _producers = new Producer[_streams.Length];
        await Parallel.ForAsync(0, _streams.Length, async (i, cancellation) =>
        {
            // Sockets create what is missing; the null server has no REST.
            await (await _session.SubscribeAsync(_streams[i], Subscription, cancellationToken: cancellation)).DisposeAsync();
            _producers[i] = await _session.CreateProducerAsync(_streams[i], new ProducerOptions { MaxPendingMessages = workload.InFlightOfStream }, cancellation);
        });
    }

    public Task PublishAsync(Run run) => Task.WhenAll(_producers.Select((producer, stream) =>
        Task.Run(() => _workload.InFlightOfStream == 1 ? OneByOneAsync(producer, stream, run) : EnqueueAsync(producer, stream, run))));

    public Task ReceiveAsync(Run run) => Task.WhenAll(_streams.Select((stream, i) => Task.Run(() => ReceiveAsync(stream, i, run))));

    public async Task DeliverAsync(Run run, double rate)
    {
        await using var consumer = await _session!.SubscribeAsync(_streams[0], Subscription);
        var receiving = Task.Run(() => ReceiveStampedAsync(consumer, run));
        await SendStampedAsync(_producers[0], run, rate);
        await receiving;
    }

    public async Task CloseAsync()
    {
        foreach (var producer in _producers)
        {
            await producer.DisposeAsync();
        }

        foreach (var stream in _streams)
        {
            await _session!.Streams.DeleteAsync(stream, force: true);
        }

        (_streams, _producers) = ([], []);
    }

    public async ValueTask DisposeAsync()
    {
        if (_session is not null)
        {
            await _session.DisposeAsync();
        }
    }

    private async Task OneByOneAsync(Producer producer, int stream, Run run)
    {
        var message = new OutgoingMessage { Payload = _workload.Payload() };
        while (run.Next(stream))
        {
            var begun = Stopwatch.GetTimestamp();
            await producer.SendAsync(message);
            run.Stored(begun);
        }
    }

    private async Task EnqueueAsync(Producer producer, int stream, Run run)
    {
        var message = new OutgoingMessage { Payload = _workload.Payload() };
        var unused = new Stack<BegunAt>();
        while (run.Next(stream))
        {
            Take(producer, unused, run);
            var begun = unused.TryPop(out var used) ? used : new BegunAt();
            begun.Timestamp = Stopwatch.GetTimestamp();
            await producer.EnqueueAsync(message, begun);
        }

        await producer.FlushAsync();
        Take(producer, unused, run);
    }

    private async Task SendStampedAsync(Producer producer, Run run, double rate)
    {
        var begun = Stopwatch.GetTimestamp();
        List<Task> receipts = [];
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        for (var more = true; more && await timer.WaitForNextTickAsync();)
        {
            for (var due = (long)(Stopwatch.GetElapsedTime(begun).TotalSeconds * rate); more && receipts.Count < due;)
            {
                more = run.Next(0);
                receipts.Add(producer.SendAsync(new OutgoingMessage { Payload = Stamped(more ? Stopwatch.GetTimestamp() : 0) }));
            }
        }

        await Task.WhenAll(receipts);
    }

    /// <summary>The last message has no time.</summary>
    private static async Task ReceiveStampedAsync(Consumer consumer, Run run)
    {
        while (true)
        {
            var message = await consumer.ReceiveAsync();
            var begun = BinaryPrimitives.ReadInt64LittleEndian(message.Payload.Span);
            await consumer.AcknowledgeAsync(message.Id);
            if (begun == 0)
            {
                return;
            }

            run.Stored(begun);
        }
    }

    private byte[] Stamped(long timestamp)
    {
        var payload = new byte[_workload.PayloadBytes];
        BinaryPrimitives.WriteInt64LittleEndian(payload, timestamp);
        return payload;
    }

    private static void Take(Producer producer, Stack<BegunAt> unused, Run run)
    {
        while (producer.TryTakeResult(out var result))
        {
            if (result.Error is { } error)
            {
                throw error;
            }

            var begun = (BegunAt)result.State!;
            run.Stored(begun.Timestamp);
            unused.Push(begun);
        }
    }

    private async Task ReceiveAsync(StreamName stream, int index, Run run)
    {
        if (!run.HasAny(index))
        {
            return;
        }

        await using var consumer = await _session!.SubscribeAsync(stream, Subscription, new ConsumerOptions { ReceiverQueueSize = _workload.InFlightOfStream });
        for (var more = true; more;)
        {
            var message = await consumer.ReceiveAsync();
            more = run.Received(index);
            await consumer.AcknowledgeAsync(message.Id);
        }
    }
}
