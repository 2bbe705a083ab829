using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>Stops local servers, all that this runspace started or the given ones. What is on their disk stays.</summary>
[Cmdlet(VerbsLifecycle.Stop, "GdnServer", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class StopGdnServer : GdnCmdlet
{
    /// <summary>The server to stop. Default: all that Start-GdnServer started in this runspace, but those that are detached.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public GdnServer? Server { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var own = RunspaceHoldings.Current.Servers().Where(server => Server is null || server.Details.ProcessId == Server.ProcessId).ToArray();
        foreach (var server in own.Where(server => ShouldProcess(server.Details.ToString(), "Stop server")))
        {
            Await(server.StopAsync());
        }

        if (own.Length == 0 && Server is { } other && UserServers.ProcessOf(other) is { } process)
        {
            using (process)
            {
                if (ShouldProcess(other.ToString(), "Stop server"))
                {
                    Await(OtherProcess.StopAsync(process));
                }
            }
        }
    }
}
