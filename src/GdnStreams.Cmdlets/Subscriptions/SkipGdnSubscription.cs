using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Acknowledges the oldest messages of subscriptions, and writes for each how many messages that were.</summary>
[Cmdlet(VerbsCommon.Skip, "GdnSubscription", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(GdnCursorMove))]
public sealed class SkipGdnSubscription : SubscriptionCmdlet
{
    /// <summary>How many messages; a backlog that has fewer is emptied.</summary>
    [Parameter(Mandatory = true, Position = 2)]
    [ValidateRange(1L, long.MaxValue)]
    public long Count { get; set; }

    /// <summary>Asks no questions.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void Process(GdnSession session, StreamName stream, string subscription)
    {
        if (ShouldProcess($"{subscription} of {stream}", $"Acknowledge the oldest {Count} messages", Force))
        {
            Move(session, stream, subscription, () => session.Subscriptions.SkipAsync(stream, subscription, Count, Cancelled));
        }
    }
}
