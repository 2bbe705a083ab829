using System.Management.Automation;
using GdnStreams.Client;

namespace GdnStreams.Cmdlets;

/// <summary>Shows the runspace's current session, or all its open ones.</summary>
[Cmdlet(VerbsCommon.Get, "GdnSession")]
[OutputType(typeof(GdnSession))]
public sealed class GetGdnSession : GdnCmdlet
{
    /// <summary>Every open session, the current one first.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var newestFirst = RunspaceHoldings.Current.Sessions().Reverse();
        WriteObject(All ? newestFirst : newestFirst.Take(1), enumerateCollection: true);
    }
}
