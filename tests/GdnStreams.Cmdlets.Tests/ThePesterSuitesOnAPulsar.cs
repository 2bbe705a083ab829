using GdnStreams.Conformance;

namespace GdnStreams.Cmdlets.Tests;

/// <summary>The cmdlets' suites once more, those that have a meaning there: on a Pulsar, and on a gateway to the same one.</summary>
public sealed class ThePesterSuitesOnAPulsar(ITestOutputHelper output)
{
    [Fact]
    public async Task Pass_on_it_and_on_a_gateway()
    {
        await using var pulsar = await RealPulsar.ShareAsync();
        var url = pulsar.Url;
        var runs = await Task.WhenAll(RunAsync("pulsar", url), RunAsync("gateway", url));
        var said = string.Concat(runs.Select(run => run.Output + run.Errors));
        output.WriteLine(said);
        Assert.True(runs.All(run => run.ExitCode == 0), said);
    }

    private static Task<(int ExitCode, string Output, string Errors)> RunAsync(string target, Uri pulsar) => Pwsh.RunAsync(
        "-File", Path.Combine(Engine.Root, "tests/Pester/Run.ps1"), "-Pester", Pwsh.PesterFolder, "-Target", target, "-Pulsar", pulsar.ToString());
}
