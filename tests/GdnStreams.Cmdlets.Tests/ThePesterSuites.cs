namespace GdnStreams.Cmdlets.Tests;

public sealed class ThePesterSuites(ITestOutputHelper output)
{
    /// <summary>In two halves side by side, as most of them wait most of the time.</summary>
    [Fact]
    public async Task Pass_in_pwsh()
    {
        var runs = await Task.WhenAll(RunAsync("[a-i]*"), RunAsync("[j-z]*"));
        var said = string.Concat(runs.Select(run => run.Output + run.Errors));
        output.WriteLine(said);
        Assert.True(runs.All(run => run.ExitCode == 0), said);
    }

    [Fact]
    public async Task That_are_none_are_a_failure()
    {
        var run = await RunAsync("Nothing-Here");
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("There is no suite 'Nothing-Here'", run.Output + run.Errors, StringComparison.Ordinal);
    }

    private static Task<(int ExitCode, string Output, string Errors)> RunAsync(string suite) =>
        Pwsh.RunAsync("-File", Path.Combine(Engine.Root, "tests/Pester/Run.ps1"), "-Pester", Pwsh.PesterFolder, "-Suite", suite);
}
