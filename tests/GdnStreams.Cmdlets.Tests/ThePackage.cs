namespace GdnStreams.Cmdlets.Tests;

/// <summary>What <c>./build.ps1 -Task Pack</c> lays out, installed as a user does. The suite is <c>tests/Pester/Package</c>.</summary>
[Collection(Packing.Name)]
public sealed class ThePackage(ITestOutputHelper output)
{
    [Fact]
    public async Task Installs_and_runs_where_there_is_nothing_but_PowerShell()
    {
        await Packing.MakeAsync("Stage");
        var run = await Pwsh.RunAsync(
            "-File", Path.Combine(Engine.Root, "tests/Pester/Package/Run.ps1"), "-Pester", Pwsh.PesterFolder, "-Staged", Path.Combine(Engine.Root, "artifacts/module/GdnStreams"));
        output.WriteLine(run.Output);
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
    }
}
