using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace GdnStreams.Cmdlets.Tests;

public sealed class Watching(Engine engine) : IClassFixture<Engine>
{
    [Fact]
    public void A_host_with_a_cursor_shows_one_table_that_is_drawn_over()
    {
        engine.Run("$null = New-GdnStream watched-a, watched-b; 1..3 | Send-GdnMessage watched-a").Succeeded();
        var (output, screen) = Watch("Watch-GdnStream watched* -IntervalSec 0.1 -Count 3 -Session $args[0]");
        Assert.Empty(output);
        Assert.Equal(3, screen.Count);
        Assert.StartsWith("Name ", screen[0], StringComparison.Ordinal);
        Assert.StartsWith("watched-a ", screen[1], StringComparison.Ordinal);
        Assert.StartsWith("watched-b ", screen[2], StringComparison.Ordinal);
        Assert.All(screen, line => Assert.True(line.Length < 100));
    }

    [Fact]
    public void It_shows_no_more_than_the_window_holds_and_how_many_there_are_besides()
    {
        engine.Run("$null = 1..60 | ForEach-Object { 'many-{0:00}' -f $_ } | New-GdnStream").Succeeded();
        var (_, screen) = Watch("Watch-GdnStream many* -IntervalSec 0.1 -Count 3 -Session $args[0]");
        Assert.Equal(39, screen.Count); // The window has 40 lines, and the cursor the last one.
        Assert.StartsWith("Name ", screen[0], StringComparison.Ordinal);
        Assert.StartsWith("many-37 ", screen[37], StringComparison.Ordinal);
        Assert.Equal("… and 23 more", screen[38].TrimEnd());
    }

    [Fact]
    public void It_writes_objects_there_too_where_it_is_asked_to()
    {
        engine.Run("$null = New-GdnStream objects").Succeeded();
        var (output, screen) = Watch("Watch-GdnStream objects -IntervalSec 0.1 -Count 2 -AsObject -Session $args[0]");
        Assert.Equal(2, output.Count);
        Assert.Empty(screen);
    }

    private (IReadOnlyList<PSObject> Output, IReadOnlyList<string> Screen) Watch(string script)
    {
        var state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([Path.Combine(Engine.Root, "GdnStreams.psd1")]);
        var host = new CursorHost();
        using var runspace = RunspaceFactory.CreateRunspace(host, state);
        runspace.Open();
        using var shell = PowerShell.Create(runspace);
        shell.AddScript(script).AddArgument(engine.Run("Get-GdnSession").Succeeded().Output[0]);
        return (Outcome.Of(shell).Succeeded().Output, host.Screen.Lines);
    }
}
