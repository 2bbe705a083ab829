using GdnStreams.Benchmarks.Clients;
using GdnStreams.Benchmarks.Processes;
using GdnStreams.Benchmarks.Reports;
using GdnStreams.Benchmarks.Servers;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Benchmarks.Measuring;

/// <summary>Receiving and acknowledging while 10 to 1,000,000 messages lie behind: with all before acknowledged, and with a first one that never is.</summary>
internal sealed class BacklogGrowth(RunSettings settings, Folders folders, Action<string> say)
{
    private const string Plain = "plain";
    private const string Hole = "hole";
    private readonly StreamName _stream = StreamName.Create("backlog", StreamScope.Global);
    private readonly List<double> _backlogs = [], _plain = [], _hole = [];

    private int Received => settings.Quick ? 5000 : 50_000;

    public async Task<Series> RunAsync()
    {
        await using var server = await new GdnServerProgram(settings.ServerProgram).StartAsync(folders.New(), []);
        await using var session = await GdnSession.ConnectAsync(Sessions.Gdn(new Uri(server.Target)));
        await session.Streams.CreateAsync(_stream);
        await session.Subscriptions.CreateAsync(_stream, Plain);
        await session.Subscriptions.CreateAsync(_stream, Hole);
        await using var producer = await session.CreateProducerAsync(_stream);
        await FillAsync(producer, Received);
        await using var holding = await session.SubscribeAsync(_stream, Hole, new ConsumerOptions { Type = SubscriptionType.Shared });
        await holding.ReceiveAsync(); // Never acknowledged: the front of the cursor stays where it is.
        await using var plain = await session.SubscribeAsync(_stream, Plain, new ConsumerOptions { Type = SubscriptionType.Shared });
        await ReceiveAsync(plain, server, Received); // Compilers see what comes.
        await ReceiveAsync(holding, server, Received - 1);
        for (var (backlog, stored) = (10, 0); backlog <= (settings.Quick ? 10_000 : 1_000_000); backlog *= 10)
        {
            say($"Receiving with a backlog of {backlog:N0}");
            await FillAsync(producer, backlog + Received - stored);
            stored = backlog;
            _backlogs.Add(backlog);
            _plain.Add(await ReceiveAsync(plain, server, Received));
            _hole.Add(await ReceiveAsync(holding, server, Received));
        }

        return new Series(
            "backlog", "Receiving and acknowledging one by one with messages behind", "messages that stay behind",
            [new("all before acknowledged", _backlogs, _plain), new("the first one never acknowledged", _backlogs, _hole)]);
    }

    private static async Task FillAsync(Producer producer, int count)
    {
        var message = new OutgoingMessage { Payload = new byte[100] };
        for (var i = 0; i < count; i++)
        {
            await producer.EnqueueAsync(message);
        }

        await producer.FlushAsync();
    }

    private static async Task<double> ReceiveAsync(Consumer consumer, ServerProcess server, int count)
    {
        var before = server.ProcessorTime;
        for (var i = 0; i < count; i++)
        {
            await consumer.AcknowledgeAsync((await consumer.ReceiveAsync()).Id);
        }

        await consumer.FlushAsync();
        return (server.ProcessorTime - before).TotalMicroseconds / count;
    }
}
