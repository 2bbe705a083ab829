using System.Globalization;
using GdnStreams.Benchmarks.Clients;
using GdnStreams.Benchmarks.Processes;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Benchmarks.Measuring;

/// <summary>The memory of a gateway and of its Pulsar by open sockets and topics, and whether it stays while messages go through.</summary>
internal sealed class GatewayMemory(RunSettings settings, Action<string> say)
{
    private const string Subscription = "many";
    private const int Streams = 100;
    private const double MiB = 1024 * 1024;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);
    private readonly List<string> _rows = [];

    /// <summary>The tables, as lines of Markdown.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(ServerProcess pulsar, ServerProcess gateway)
    {
        var (many, most, passed) = settings.Quick ? (20, 50, 1000) : (500, 2000, 20_000);
        await using var session = await GdnSession.ConnectAsync(Sessions.Gdn(new Uri(gateway.Target)) with { KeepAliveInterval = TimeSpan.Zero });
        await TellAsync("nothing open", pulsar, gateway);
        StreamName[] streams = [.. Enumerable.Range(0, Streams).Select(i => StreamName.Create($"sized{i}", StreamScope.Global))];
        await session.Streams.CreateManyAsync(streams);
        await TellAsync($"{Streams} topics", pulsar, gateway);
        List<Consumer> open = [];
        await OpenAsync(session, streams, open, many);
        await TellAsync($"{many:N0} sockets of consumers on them", pulsar, gateway);
        for (var step = 1; step <= 10; step++)
        {
            await PassAsync(session, streams, open, passed);
            await TellAsync($"{step * passed:N0} messages of 100 bytes later", pulsar, gateway);
        }

        await OpenAsync(session, streams, open, most);
        await TellAsync($"{most:N0} sockets", pulsar, gateway);
        foreach (var consumer in open)
        {
            await consumer.DisposeAsync();
        }

        await TellAsync("all closed", pulsar, gateway);
        await session.Streams.CreateManyAsync([.. Enumerable.Range(Streams, most - Streams > 0 ? most - Streams : 0).Select(i => StreamName.Create($"sized{i}", StreamScope.Global))]);
        await TellAsync($"{most:N0} topics", pulsar, gateway);
        return ["| | gateway, MiB | Pulsar, MiB | of which is used heap |", "|---|---|---|---|", .. _rows];
    }

    private static async Task OpenAsync(GdnSession session, StreamName[] streams, List<Consumer> open, int count)
    {
        var made = new Consumer[count - open.Count];
        var before = open.Count;
        await Parallel.ForAsync(0, made.Length, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, cancellation) =>
            made[i] = await session.SubscribeAsync(streams[(before + i) % streams.Length], Subscription, new ConsumerOptions { Type = SubscriptionType.Shared, ReceiverQueueSize = 100 }, cancellation));
        open.AddRange(made);
    }

    /// <summary>Publishes to all streams, and receives all of it by all sockets.</summary>
    private static async Task PassAsync(GdnSession session, StreamName[] streams, List<Consumer> open, int messages)
    {
        streams = [.. streams.Take(open.Count)];
        using var all = new CancellationTokenSource();
        var left = messages / streams.Length * streams.Length;
        var receiving = open.Select(consumer => Task.Run(async () =>
        {
            try
            {
                while (true)
                {
                    var message = await consumer.ReceiveAsync(all.Token);
                    await consumer.AcknowledgeAsync(message.Id);
                    if (Interlocked.Decrement(ref left) == 0)
                    {
                        await all.CancelAsync();
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // All have come.
            }
        })).ToArray();
        await Parallel.ForEachAsync(streams, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (stream, cancellation) =>
        {
            await using var producer = await session.CreateProducerAsync(stream, cancellationToken: cancellation);
            await Task.WhenAll(Enumerable.Range(0, messages / streams.Length).Select(_ => producer.SendAsync(new OutgoingMessage { Payload = new byte[100] }, cancellation)));
        });
        await Task.WhenAll(receiving);
    }

    /// <summary>The least within some seconds: both sides let go of what they do not need now and then.</summary>
    private async Task TellAsync(string what, ServerProcess pulsar, ServerProcess gateway)
    {
        using var http = new HttpClient { BaseAddress = new Uri(pulsar.Target) };
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        var (ours, theirs, heap) = (double.MaxValue, double.MaxValue, double.MaxValue);
        for (var waited = TimeSpan.Zero; waited < (settings.Quick ? TimeSpan.FromSeconds(1) : Settling); waited += timer.Period)
        {
            await timer.WaitForNextTickAsync();
            (ours, theirs, heap) = (Math.Min(ours, gateway.Memory), Math.Min(theirs, pulsar.Memory), Math.Min(heap, await HeapAsync(http)));
        }

        _rows.Add(string.Create(CultureInfo.InvariantCulture, $"| {what} | {ours / MiB:0} | {theirs / MiB:0} | {heap / MiB:0} |"));
        say(_rows[^1]);
    }

    private static async Task<double> HeapAsync(HttpClient pulsar) =>
        (await pulsar.GetStringAsync(new Uri("/metrics/", UriKind.Relative))).Split('\n')
            .Where(line => line.StartsWith("jvm_memory_bytes_used", StringComparison.Ordinal) && line.Contains("area=\"heap\"", StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture));
}
