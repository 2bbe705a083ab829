using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using GdnStreams.Server;

namespace GdnStreams.Client.Faults;

/// <summary>
/// Many random scripts against one server. <c>GDN_FAULT_SCRIPTS</c> says how many (default 500), <c>GDN_FAULT_BASE</c> which ones (default:
/// others at each run), <c>GDN_FAULT_SEED</c> runs the one script of a failure again.
/// </summary>
public sealed class FaultScripts
{
    private const int Together = 20;
    private readonly ITestOutputHelper _output = TestContext.Current.TestOutputHelper!;

    [Fact]
    public async Task Lose_no_acknowledged_message_keep_the_order_and_end_in_service()
    {
        var first = Number("GDN_FAULT_BASE") ?? Random.Shared.Next();
        var draw = new Random(first);
        int[] seeds = Number("GDN_FAULT_SEED") is { } only ? [only] : [.. Enumerable.Range(0, Number("GDN_FAULT_SCRIPTS") ?? 500).Select(_ => draw.Next())];
        Say($"{seeds.Length} scripts; GDN_FAULT_BASE={first} runs them again.");
        await using var server = await StreamServer.StartAsync(new ServerOptions(), TimeProvider.System, CancellationToken.None);
        var url = new Uri(server.Url);
        await using var direct = await GdnSession.ConnectAsync(new GdnSessionOptions { Url = url, Credential = GdnCredential.Password("root@demo.local", "demo") });
        var since = Stopwatch.GetTimestamp();
        var scenarios = new ConcurrentBag<Scenario>();
        var failures = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(seeds, new ParallelOptions { MaxDegreeOfParallelism = Together }, async (seed, _) =>
        {
            var script = FaultScript.Draw(seed);
            var scenario = new Scenario(script, url, direct);
            scenarios.Add(scenario);
            if (await scenario.RunAsync() is { Count: > 0 } problems)
            {
                var failure = $"{script}{string.Concat(problems.Select(problem => Environment.NewLine + "  - " + problem))}";
                Say(failure);
                failures.Add(failure);
            }
        });

        var slowest = scenarios.MaxBy(scenario => scenario.Recovery);
        Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{scenarios.Count - failures.Count} of {scenarios.Count} scripts passed in {Stopwatch.GetElapsedTime(since).TotalSeconds:0.0} s: {scenarios.Sum(s => s.Faults)} faults on {scenarios.Sum(s => s.Connections)} connections, {scenarios.Sum(s => s.Messages)} messages; slowest recovery {slowest?.Recovery.TotalSeconds:0.0} s (seed {slowest?.Seed})"));
        Assert.True(failures.IsEmpty, $"{failures.Count} of {seeds.Length} scripts failed; GDN_FAULT_SEED=seed runs one of them again.{Environment.NewLine}{string.Join(Environment.NewLine, failures.Take(5))}");
        Assert.True(scenarios.Sum(scenario => scenario.Faults) >= scenarios.Count, "There were hardly any faults: nothing was tested.");
    }

    private void Say(string line) => _output.WriteLine(line);

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
