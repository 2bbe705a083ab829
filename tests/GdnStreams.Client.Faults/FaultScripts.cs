using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace GdnStreams.Client.Faults;

/// <summary>
/// Many random scripts against one server, a Pulsar, and a gateway to it. <c>GDN_FAULT_SCRIPTS</c> says how many (default 500, and 30 where a Pulsar is), <c>GDN_FAULT_BASE</c> which ones (default:
/// others at each run), <c>GDN_FAULT_SEED</c> runs the one script of a failure again, <c>GDN_FAULT_ON</c> on one target only.
/// </summary>
public sealed class FaultScripts(FaultTargets targets)
{
    private readonly ITestOutputHelper _output = TestContext.Current.TestOutputHelper!;

    [Theory]
    [InlineData("embedded", 500, 20)]
    [InlineData("pulsar", 30, 5)] // A broker opens a socket in a tenth of a second, not a thousandth: more at once would wait for each other.
    [InlineData("gateway", 30, 5)]
    public async Task Lose_no_acknowledged_message_keep_the_order_and_end_in_service(string on, int usual, int together)
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("GDN_FAULT_ON") is { Length: > 0 } named && named != on, "GDN_FAULT_ON names another target.");
        var first = Number("GDN_FAULT_BASE") ?? Random.Shared.Next();
        var draw = new Random(first);
        int[] seeds = Number("GDN_FAULT_SEED") is { } only ? [only] : [.. Enumerable.Range(0, Number("GDN_FAULT_SCRIPTS") ?? usual).Select(_ => draw.Next())];
        Say($"{seeds.Length} scripts on {on}; GDN_FAULT_BASE={first} runs them again.");
        var target = await targets.StartAsync(on);
        await using var direct = await GdnSession.ConnectAsync(target.OptionsOf(target.Url, usesApiKey: false));
        var since = Stopwatch.GetTimestamp();
        var scenarios = new ConcurrentBag<Scenario>();
        var failures = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(seeds, new ParallelOptions { MaxDegreeOfParallelism = together }, async (seed, _) =>
        {
            var script = FaultScript.Draw(seed);
            var scenario = new Scenario(script, target, direct);
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
