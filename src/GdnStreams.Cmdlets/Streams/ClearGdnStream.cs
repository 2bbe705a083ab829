using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Acknowledges the whole backlog of streams for all of their durable subscriptions, and writes for each how many messages that were.</summary>
[Cmdlet(VerbsCommon.Clear, "GdnStream", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(GdnCursorMove))]
public sealed class ClearGdnStream : NamedStreamCmdlet
{
    /// <summary>Asks no questions.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void Process(GdnSession session, StreamName stream)
    {
        var subscriptions = Await(session.Subscriptions.ListAsync(stream, Cancelled));
        if (subscriptions.Count > 0 && ShouldProcess(stream.Topic, "Acknowledge all messages for " + ErrorRecords.Counted(subscriptions.Count, "subscription"), Force))
        {
            foreach (var subscription in subscriptions)
            {
                Clear(session, stream, subscription);
            }
        }
    }

    private void Clear(GdnSession session, StreamName stream, string subscription)
    {
        try
        {
            WriteObject(Await(CursorMoves.MoveAsync(session, stream, subscription, () => session.Subscriptions.SkipAllAsync(stream, subscription, Cancelled), Cancelled)));
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.SubscriptionNotFound)
        {
            // It has gone since they were listed.
        }
        catch (GdnException e) when (e.Code != GdnErrorCode.StreamNotFound)
        {
            Tell(e, subscription);
        }
    }
}
