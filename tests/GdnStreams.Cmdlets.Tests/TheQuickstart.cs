namespace GdnStreams.Cmdlets.Tests;

public sealed class TheQuickstart
{
    [Fact]
    public async Task Runs_to_its_end()
    {
        var run = await Pwsh.RunAsync("-File", Path.Combine(Engine.Root, "docs/examples/quickstart.ps1"));
        Assert.Equal("", run.Errors);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Hello World", run.Output, StringComparison.Ordinal);
        Assert.Contains("""{"sensor":"roof","celsius":21.5}""", run.Output, StringComparison.Ordinal);
        Assert.Contains("Streams left: 0", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("--- Done", run.Output.TrimEnd(), StringComparison.Ordinal);
    }
}
