using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Sends the messages of a stream to another one, with their key, properties and event time, and leaves them where they are.</summary>
[Cmdlet(VerbsCommon.Copy, "GdnMessage", DefaultParameterSetName = StreamSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(GdnTransfer))]
public sealed class CopyGdnMessage : RangeCmdlet
{
    private const string SubscriptionSet = "Subscription";

    /// <summary>The stream that takes the copies.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ArgumentCompleter(typeof(StreamCompleter))]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = "";

    /// <summary>The session that has the stream that takes the copies, such as one with another server. Default: the session of the stream that is copied.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(SessionCompleter))]
    [LiveSession]
    [ValidateNotNull]
    public GdnSession? DestinationSession { get; set; }

    /// <summary>A subscription that remembers how far the copying is: run again, it goes on, and copies nothing twice. It is made at the beginning of the stream where it does not exist.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SubscriptionSet)]
    [ArgumentCompleter(typeof(SubscriptionCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Subscription { get; set; }

    /// <summary>Makes the payload of each copy; the message is its <c>$_</c>. Where it writes nothing, there is no copy.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Process { get; set; }

    /// <summary>Copies at most this many messages.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long Count { get; set; } = long.MaxValue;

    /// <summary>Most messages a second.</summary>
    [Parameter]
    [ValidateRange(0.001, 1e9)]
    public double? Rate { get; set; }

    /// <summary>How long a message may wait to be stored, and a silent server for: seconds, a TimeSpan, or text such as <c>2m</c>; at most 24 days, 0 has no end. Default: 30 seconds.</summary>
    [Parameter]
    [Duration(MaxSeconds = 2_000_000)]
    public TimeSpan TimeoutSec { get; set; } = new ProducerOptions().SendTimeout;

    /// <summary>Copies also what an earlier run by the same subscription copied.</summary>
    [Parameter(ParameterSetName = SubscriptionSet)]
    public SwitchParameter Again { get; set; }

    /// <summary>Creates the stream that takes the copies where it does not exist, which is an error else.</summary>
    [Parameter]
    public SwitchParameter Create { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        try
        {
            var stream = StreamOf(Stream);
            var to = StreamOf(Destination, scope: null);
            var destination = DestinationSession ?? session;
            if (to == stream && destination == session)
            {
                throw new GdnException(GdnErrorCode.BadRequest, $"A copy of {stream} into itself has no end. Give another stream with -Destination.");
            }

            if (Subscription is not null && MaxScanned is not null)
            {
                throw new GdnException(GdnErrorCode.BadRequest, "-MaxScanned bounds the reading of a stream, and -Subscription reads none. Leave one of them out; -Count bounds the copies.");
            }

            if (!ShouldProcess(stream.Topic, $"Copy messages to {to}{(destination == session ? "" : $" of {destination}")}"))
            {
                return;
            }

            if (Subscription is not null)
            {
                var plan = new TransferPlan(session, stream, destination, to, Filter(), Process, mostMoves: null);
                Transfer.Run(this, session, stream, Subscription, plan, new TransferLimits(Count, Rate, TimeoutSec, Again, Create, MaxRedrive: 0));
            }
            else
            {
                CopyRange(session, stream, destination, to);
            }
        }
        catch (GdnException e)
        {
            throw Fail(e, Stream, ReceiveErrors.Todo(e, type: null));
        }
    }

    private void CopyRange(GdnSession session, StreamName stream, GdnSession destination, StreamName to)
    {
        var report = new TransferReport(this, stream.Topic, new GdnTransfer(stream, subscription: null));
        var plan = new TransferPlan(session, stream, destination, to, filter: null, Process, mostMoves: null);
        using var sender = new MessageSender(this, destination, to, TimeoutSec, Create, pace: Rate is { } rate ? new SendPace(rate) : null);
        try
        {
            foreach (var message in Messages(session, stream))
            {
                Send(message, plan, sender, report);
                report.Take(sender);
                report.Progress();
                if (sender.Accepted >= Count)
                {
                    break;
                }
            }

            sender.Finish();
            report.Take(sender);
        }
        catch (GdnException)
        {
            report.End(mostMoves: 0);
            throw;
        }

        report.End(mostMoves: 0);
    }

    private static void Send(GdnMessage message, TransferPlan plan, MessageSender sender, TransferReport report)
    {
        try
        {
            if (plan.Make(message) is { } outgoing)
            {
                sender.Send(outgoing, message);
            }
            else
            {
                report.Skip();
            }
        }
        catch (GdnException e) when (e.Code is GdnErrorCode.MessageTooLarge or GdnErrorCode.BadRequest)
        {
            report.Fail(message, e);
        }
    }
}
