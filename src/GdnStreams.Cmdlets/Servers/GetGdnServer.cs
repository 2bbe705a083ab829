using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>Shows the local servers of this user that run, also those that other shells started.</summary>
[Cmdlet(VerbsCommon.Get, "GdnServer")]
[OutputType(typeof(GdnServer))]
public sealed class GetGdnServer : GdnCmdlet
{
    /// <summary>Only those that this runspace started and that end with it.</summary>
    [Parameter]
    public SwitchParameter Here { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var own = RunspaceHoldings.Current.Servers().Select(server => server.Details).ToArray();
        var ids = own.Select(server => server.ProcessId).ToArray();
        WriteObject(Here ? own : own.Concat(UserServers.All().Where(server => !ids.Contains(server.ProcessId))), enumerateCollection: true);
    }
}
