using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>Deletes fabrics with their streams, messages and subscriptions, also while they are in use.</summary>
[Cmdlet(VerbsCommon.Remove, "GdnFabric", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveGdnFabric : SessionCmdlet
{
    /// <summary>Exact names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(FabricCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>Asks no questions.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        foreach (var name in Name)
        {
            Try(name, () =>
            {
                if (ShouldProcess(name, "Remove fabric with all its streams", Force))
                {
                    Await(session.Fabrics.DeleteAsync(name, Cancelled));
                }
            });
        }
    }
}
