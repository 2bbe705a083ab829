using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Acknowledges the whole backlog of subscriptions, and writes for each how many messages that were.</summary>
[Cmdlet(VerbsCommon.Clear, "GdnSubscription", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(GdnCursorMove))]
public sealed class ClearGdnSubscription : SubscriptionCmdlet
{
    /// <summary>Asks no questions.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void Process(GdnSession session, StreamName stream, string subscription)
    {
        if (ShouldProcess($"{subscription} of {stream}", "Acknowledge all messages", Force))
        {
            Move(session, stream, subscription, () => session.Subscriptions.SkipAllAsync(stream, subscription, Cancelled));
        }
    }
}
