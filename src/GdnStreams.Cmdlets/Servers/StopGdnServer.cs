using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>Stops local servers, all of this runspace or the given ones. What is on their disk stays.</summary>
[Cmdlet(VerbsLifecycle.Stop, "GdnServer", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class StopGdnServer : GdnCmdlet
{
    /// <summary>The server to stop. Default: all that Start-GdnServer started in this runspace.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public GdnServer? Server { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var server in RunspaceHoldings.Current.Servers().Where(server => Server is null || server.Details == Server))
        {
            if (ShouldProcess(server.Details.ToString(), "Stop server"))
            {
                Await(server.StopAsync());
            }
        }
    }
}
