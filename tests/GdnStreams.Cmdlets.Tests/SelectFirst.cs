using System.Management.Automation;

namespace GdnStreams.Cmdlets.Tests;

/// <summary>Ends the pipeline as <c>Select-Object -First</c> does; that cmdlet is not among the engine's own.</summary>
[Cmdlet(VerbsCommon.Select, "First")]
public sealed class SelectFirst : PSCmdlet
{
    private int _seen;

    [Parameter(Mandatory = true, Position = 0)]
    public int Count { get; set; }

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    protected override void ProcessRecord()
    {
        WriteObject(InputObject);
        if (++_seen == Count)
        {
            // The engine's own exception for this; it is internal, and Select-Object throws exactly it.
            var stop = typeof(PSObject).Assembly.GetType("System.Management.Automation.StopUpstreamCommandsException", throwOnError: true)!;
            throw (Exception)Activator.CreateInstance(stop, this)!;
        }
    }
}
