using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Sets up one transfer by a subscription, runs it and writes its result, also where it ended early.</summary>
internal static class Transfer
{
    /// <exception cref="GdnException">Why it ended early.</exception>
    public static void Run(GdnCmdlet cmdlet, GdnSession session, StreamName stream, string subscription, TransferPlan plan, TransferLimits limits)
    {
        cmdlet.WriteVerbose($"Taking the messages of {stream}/{subscription} from {session}.");
        var report = new TransferReport(cmdlet, $"{stream}/{subscription}", new GdnTransfer(stream, subscription));
        var name = limits.Again ? new TransferName(Guid.NewGuid().ToString()) : TransferName.Of(plan.Destination, plan.Name(subscription));
        var pace = limits.Rate is { } rate ? new SendPace(rate) : null;
        MessageSender Open(StreamName target, ProducerOptions options, ProducerTurn turn) => new(cmdlet, plan.Destination, target, limits.Timeout, limits.Create, options, pace, turn);
        var source = new TransferSource(cmdlet, session, stream, subscription, limits.Timeout);
        using var transfer = new MessageTransfer(
            source,
            plan,
            target => new TransferTarget(target, name, Open, limits.Timeout, report.Take, source.Acknowledge),
            report,
            acknowledgesRest: limits.MaxRedrive == 0);
        try
        {
            transfer.Run(limits.Count);
        }
        catch (GdnException)
        {
            report.End(limits.MaxRedrive);
            throw;
        }

        report.End(limits.MaxRedrive);
    }
}
