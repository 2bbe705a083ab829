using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>Shows the servers that run in this runspace.</summary>
[Cmdlet(VerbsCommon.Get, "GdnServer")]
[OutputType(typeof(GdnServer))]
public sealed class GetGdnServer : GdnCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing() =>
        WriteObject(RunspaceHoldings.Current.Servers().Select(server => server.Details), enumerateCollection: true);
}
