using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>Gives received messages back: their subscription delivers them again, after its delay or to the next consumer.</summary>
[Cmdlet(VerbsLifecycle.Deny, "GdnMessage")]
[OutputType(typeof(GdnMessage))]
public sealed class DenyGdnMessage : SettleCmdlet
{
    /// <inheritdoc/>
    private protected override bool Confirms => false;
}
