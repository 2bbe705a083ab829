using System.Globalization;

namespace GdnStreams.Engine.Tests.Checker;

/// <summary>Everything at once, by chance. A failure prints the seed; GDN_CHECKER_SEED runs it again, GDN_CHECKER_SEEDS says how many run.</summary>
public sealed class UnderFaults(ITestOutputHelper output)
{
    [Fact]
    public async Task Every_acknowledged_message_is_accounted_for()
    {
        var first = Setting("GDN_CHECKER_SEED") ?? Random.Shared.Next(1_000_000);
        var count = Setting("GDN_CHECKER_SEEDS") ?? (Setting("GDN_CHECKER_SEED") is null ? 100 : 1);
        var problems = new List<string>();
        await Parallel.ForAsync(first, first + count, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (seed, _) =>
        {
            var found = await new CheckedRun(seed, Fault.None).RunAsync();
            lock (problems)
            {
                problems.AddRange(found.Take(5).Select(problem => $"seed {seed}: {problem}"));
            }
        });
        output.WriteLine($"Seeds {first} to {first + count - 1}.");
        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));
    }

    [Theory]
    [InlineData(Fault.LostMessage)]
    [InlineData(Fault.DoubledMessage)]
    [InlineData(Fault.LostCursor)]
    [InlineData(Fault.CursorTooFar)]
    [InlineData(Fault.Overtaking)]
    public async Task A_planted_fault_is_seen(Fault fault)
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            if ((await new CheckedRun(seed, fault).RunAsync()) is [var first, ..])
            {
                output.WriteLine($"Seed {seed}: {first}");
                return;
            }
        }

        Assert.Fail($"The checker does not see {fault}.");
    }

    private static int? Setting(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : null;
}
