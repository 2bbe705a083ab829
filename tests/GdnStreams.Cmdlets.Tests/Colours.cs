using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace GdnStreams.Cmdlets.Tests;

/// <summary>What needs somebody's eye is coloured, and only where the host has colours and PowerShell is to show them.</summary>
public sealed class Colours(Engine engine) : IClassFixture<Engine>
{
    private const string Red = "\u001b[91m";
    private const string Yellow = "\u001b[93m";

    [Theory]
    [InlineData("Test-GdnStream $args[1] -MaxBacklog 0", Red)]
    [InlineData("Test-GdnStream $args[1] -MaxBacklog 5", null)]
    [InlineData("Get-GdnSubscription $args[1]", Yellow)]
    [InlineData("Get-GdnSubscription ($args[1] + '-empty')", null)]
    [InlineData("$args[0]", null)]
    public void Are_for_what_is_not_well(string script, string? colour)
    {
        var stream = Behind();
        foreach (var (hasColours, rendering) in new[] { (true, "Ansi"), (true, "PlainText"), (false, "Ansi") })
        {
            var shown = Show(hasColours, rendering, script, stream);
            Assert.Contains("te", shown, StringComparison.Ordinal);
            var ours = shown.Contains(Red, StringComparison.Ordinal) ? Red : shown.Contains(Yellow, StringComparison.Ordinal) ? Yellow : null;
            Assert.Equal(hasColours && rendering == "Ansi" ? colour : null, ours);
        }
    }

    private string Behind()
    {
        var stream = Engine.NewStream();
        engine.Run("$null = New-GdnStream $args[0], \"$($args[0])-empty\"; $null = New-GdnSubscription $args[0], \"$($args[0])-empty\" s; 1 | Send-GdnMessage $args[0]", stream).Succeeded();
        return stream;
    }

    private string Show(bool hasColours, string rendering, string script, string stream)
    {
        var state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([Path.Combine(Engine.Root, "GdnStreams.psd1")]);
        var host = new CursorHost { Screen = new CursorScreen { HasColours = hasColours } };
        using var runspace = RunspaceFactory.CreateRunspace(host, state);
        runspace.Open();
        using var shell = PowerShell.Create(runspace);
        shell.AddScript($"$PSStyle.OutputRendering = '{rendering}'; Select-GdnSession $args[0]; {script} | Out-Host");
        shell.AddArgument(engine.Run("Get-GdnSession").Succeeded().Output[0]).AddArgument(stream);
        Outcome.Of(shell).Succeeded();
        return string.Join("\n", host.Screen.Lines);
    }
}
