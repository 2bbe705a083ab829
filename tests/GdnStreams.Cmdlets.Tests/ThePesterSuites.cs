namespace GdnStreams.Cmdlets.Tests;

public sealed class ThePesterSuites(ITestOutputHelper output)
{
    [Fact]
    public async Task Pass_in_pwsh()
    {
        var run = await Pwsh.RunAsync("-File", Path.Combine(Engine.Root, "tests/Pester/Run.ps1"), "-Pester", Pwsh.PesterFolder);
        output.WriteLine(run.Output);
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
    }

    [Fact]
    public async Task That_are_none_are_a_failure()
    {
        var run = await Pwsh.RunAsync("-File", Path.Combine(Engine.Root, "tests/Pester/Run.ps1"), "-Pester", Pwsh.PesterFolder, "-Suite", "Nothing-Here");
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("There is no suite 'Nothing-Here'", run.Output + run.Errors, StringComparison.Ordinal);
    }
}
