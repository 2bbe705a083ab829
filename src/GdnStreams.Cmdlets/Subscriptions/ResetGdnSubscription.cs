using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Moves the cursor of subscriptions: everything from there on is delivered (again), everything before is acknowledged. Writes for each how many messages came into the backlog or left it.</summary>
[Cmdlet(VerbsCommon.Reset, "GdnSubscription", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(GdnCursorMove))]
public sealed class ResetGdnSubscription : SubscriptionCmdlet
{
    /// <summary>
    /// <c>Earliest</c>, <c>Latest</c>, a time (a DateTime, or back from now: <c>-1h</c>), a message id, or a received message.
    /// </summary>
    [Parameter(Mandatory = true, Position = 2)]
    [ArgumentCompleter(typeof(PositionCompleter))]
    [Position]
    public GdnPosition To { get; set; } = GdnPosition.Latest;

    /// <summary>Starts after the message of -To instead of with it.</summary>
    [Parameter]
    public SwitchParameter After { get; set; }

    /// <summary>Asks no questions.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (After && To.Time is not null)
        {
            throw Fail(GdnErrorCode.BadRequest, "-After is for a message id, and -To is a time. Leave one of them out.", To);
        }
    }

    private protected override void Process(GdnSession session, StreamName stream, string subscription)
    {
        if (ShouldProcess($"{subscription} of {stream}", $"Move the cursor to {To}", Force))
        {
            Move(session, stream, subscription, () => To.Time is { } time
                ? session.Subscriptions.ResetAsync(stream, subscription, time, Cancelled)
                : session.Subscriptions.ResetAsync(stream, subscription, To.Id, After, Cancelled));
        }
    }
}
