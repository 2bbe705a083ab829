using System.Text;
using GdnStreams.Benchmarks.Processes;
using GdnStreams.Benchmarks.Servers;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Benchmarks.Measuring;

/// <summary>How long a gateway takes to start when its accounts were changed often, as it reads all changes.</summary>
internal sealed class GatewayStart(RunSettings settings, Folders folders, Action<string> say)
{
    private const int Letters = 400;
    private const int Starts = 5;

    /// <summary>The table, as lines of Markdown.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(ServerProcess pulsar)
    {
        var program = new GdnServerProgram(settings.ServerProgram, "--engine", "pulsar", "--pulsar-url", pulsar.Target);
        List<string> rows = ["| changes of accounts | a gateway is ready after, s |", "|---|---|"];
        var written = 0;
        foreach (var changes in settings.Quick ? [0, 100] : new[] { 0, 1_000, 10_000, 100_000 })
        {
            await WriteAsync(new Uri(pulsar.Target), changes - written);
            written = changes;
            List<double> seconds = [];
            for (var start = 0; start < (settings.Quick ? 1 : Starts); start++)
            {
                await using var gateway = await program.StartAsync(folders.New(), []);
                seconds.Add(gateway.ReadyAfter.TotalSeconds);
            }

            rows.Add(FormattableString.Invariant($"| {changes:N0} | {Results.Median(seconds):0.00} |"));
            say(rows[^1]);
        }

        return rows;
    }

    /// <summary>Changes that come too late, and so count nowhere: they are read like all others.</summary>
    private static async Task WriteAsync(Uri pulsar, int changes)
    {
        await using var session = await GdnSession.ConnectAsync(new GdnSessionOptions { Url = pulsar, Dialect = GdnDialect.Pulsar, Fabric = "_gateway" });
        await using var producer = await session.CreateProducerAsync(StreamName.Create("documents", StreamScope.Local));
        var entry = Encoding.UTF8.GetBytes($$"""{"Id":"{{Guid.NewGuid():N}}","After":-1,"Changes":[{"Kind":"user","Key":"demo/ada","Json":"{{new string('x', Letters)}}"}]}""");
        for (var i = 0; i < changes; i++)
        {
            await producer.EnqueueAsync(new OutgoingMessage { Payload = entry });
            while (producer.TryTakeResult(out var result))
            {
                _ = result.Error is { } error ? throw error : true;
            }
        }

        await producer.FlushAsync();
    }
}
