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
    public async Task Fail_where_a_test_fails_and_where_none_runs()
    {
        Assert.NotEqual(0, (await Pwsh.RunAsync("-File", Path.Combine(Engine.Root, "tests/Pester/Run.ps1"), "-Pester", Pwsh.PesterFolder, "-Suite", "Nothing-Here")).ExitCode);
    }
}
