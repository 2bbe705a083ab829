using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>Acknowledges received messages: their subscription will not deliver them again.</summary>
[Cmdlet(VerbsLifecycle.Confirm, "GdnMessage", DefaultParameterSetName = "InputObject")]
[OutputType(typeof(GdnMessage))]
public sealed class ConfirmGdnMessage : SettleCmdlet
{
    private protected override void Settle(HeldConsumer source, GdnMessage message) => Await(source.SettleAsync(message, confirm: true, Cancelled));
}
