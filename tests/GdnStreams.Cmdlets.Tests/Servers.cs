using System.Diagnostics;
using System.Management.Automation;

namespace GdnStreams.Cmdlets.Tests;

public sealed class Servers
{
    [Fact]
    public void A_server_on_disk_keeps_what_an_earlier_one_stored()
    {
        using var runspace = Engine.Open();
        var directory = Directory.CreateTempSubdirectory("gdn");
        try
        {
            Run(runspace, "$null = Start-GdnServer $args[0]; $null = Connect-Gdn -Local; 'kept' | Send-GdnMessage demo; Disconnect-Gdn; Stop-GdnServer", directory.FullName).Succeeded();
            Assert.Empty(Run(runspace, "Get-GdnServer").Succeeded().Output);
            Run(runspace, "$null = Start-GdnServer $args[0]; $null = Connect-Gdn -Local", directory.FullName).Succeeded();
            Assert.Equal("kept", Run(runspace, "(Receive-GdnMessage demo s -InitialPosition Earliest -Count 1).Text").Only<string>());
            Run(runspace, "Stop-GdnServer").Succeeded();
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_server_ends_with_its_runspace_or_with_the_module()
    {
        var runspace = Engine.Open();
        var id = Run(runspace, "(Start-GdnServer -InMemory).ProcessId").Only<int>();
        using var first = Process.GetProcessById(id);
        runspace.Dispose();
        Assert.True(first.WaitForExit(TimeSpan.FromSeconds(20)));

        using var other = Engine.Open();
        id = Run(other, "(Start-GdnServer -InMemory).ProcessId").Only<int>();
        using var second = Process.GetProcessById(id);
        Run(other, "Remove-Module GdnStreams").Succeeded();
        Assert.True(second.WaitForExit(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public void A_server_that_cannot_start_says_why()
    {
        using var runspace = Engine.Open();
        var port = Run(runspace, "(Start-GdnServer -InMemory).Url.Port").Only<int>();
        var error = Run(runspace, "Start-GdnServer -InMemory -Port $args[0]", port).Failed("GdnUnavailable", ErrorCategory.ConnectionError);
        Assert.Contains("address already in use", error.Exception.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("another --port", error.Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error.Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("{", error.Exception.Message, StringComparison.Ordinal);
        Assert.Single(Run(runspace, "Get-GdnServer").Succeeded().Output);
    }

    [Fact]
    public void Connecting_locally_without_a_server_says_how_to_start_one()
    {
        using var runspace = Engine.Open();
        var error = Run(runspace, "Connect-Gdn -Local").Failed("GdnConnectionFailed", ErrorCategory.ConnectionError);
        Assert.Contains("Start-GdnServer", error.Exception.Message, StringComparison.Ordinal);
    }

    private static Outcome Run(System.Management.Automation.Runspaces.Runspace runspace, string script, params object[] arguments)
    {
        using var shell = PowerShell.Create(runspace);
        shell.AddScript(script);
        foreach (var argument in arguments)
        {
            shell.AddArgument(argument);
        }

        return Outcome.Of(shell);
    }
}
