using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>Creates fabrics in the session's tenant. Connect-Gdn -Fabric works in one.</summary>
[Cmdlet(VerbsCommon.New, "GdnFabric", SupportsShouldProcess = true)]
[OutputType(typeof(GdnFabric))]
public sealed class NewGdnFabric : SessionCmdlet
{
    /// <summary>Names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        foreach (var name in Name)
        {
            Try(name, () =>
            {
                if (ShouldProcess(name, "Create fabric"))
                {
                    Await(session.Fabrics.CreateAsync(name, Cancelled));
                    WriteObject(new GdnFabric(Await(session.Fabrics.GetAsync(name, Cancelled))));
                }
            });
        }
    }
}
