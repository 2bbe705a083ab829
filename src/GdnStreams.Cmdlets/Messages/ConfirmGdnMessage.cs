using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>Acknowledges received messages: their subscription will not deliver them again.</summary>
[Cmdlet(VerbsLifecycle.Confirm, "GdnMessage")]
[OutputType(typeof(GdnMessage))]
public sealed class ConfirmGdnMessage : SettleCmdlet
{
    /// <inheritdoc/>
    private protected override bool Confirms => true;
}
