using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Deletes subscriptions: what they have not acknowledged is lost to them.</summary>
[Cmdlet(VerbsCommon.Remove, "GdnSubscription", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveGdnSubscription : SubscriptionCmdlet
{
    /// <summary>Asks no questions.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void Process(GdnSession session, StreamName stream, string subscription)
    {
        if (ShouldProcess($"{subscription} of {stream}", "Remove subscription", Force))
        {
            var consumers = SessionConsumers.Of(session);
            Await(consumers.CloseAsync(stream, subscription));
            Await(Reopening.DeleteAsync(() => session.Subscriptions.DeleteAsync(stream, subscription, Cancelled), consumers.HasJustLeft(stream, subscription), Cancelled));
        }
    }

    private protected override string? Todo(GdnException error) => error.Code == GdnErrorCode.ActiveConsumers ? "Close its consumers, and try again." : null;
}
