using System.Diagnostics;
using System.Management.Automation;

namespace GdnStreams.Cmdlets.Tests;

public sealed class Servers
{
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
