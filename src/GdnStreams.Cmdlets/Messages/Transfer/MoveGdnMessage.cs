using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// Takes messages from a stream to another one: dead letters back to where they died, or any messages anywhere. Each is acknowledged at its source when
/// it is stored at its target; a run that is interrupted is run again, and neither loses nor doubles one.
/// </summary>
[Cmdlet(VerbsCommon.Move, "GdnMessage", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(GdnTransfer))]
public sealed class MoveGdnMessage : FilteringCmdlet
{
    /// <summary>The stream that takes the messages. Default: each goes back to the stream on which it became a dead letter.</summary>
    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(StreamCompleter))]
    [Alias("To")]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }

    /// <summary>The subscription that the messages are taken from. Default: the only one that the stream has, or <c>redrive</c>.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SubscriptionCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Subscription { get; set; }

    /// <summary>Makes the new payload of each message, which is its <c>$_</c>. Where it writes nothing, the message stays.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Process { get; set; }

    /// <summary>Moves at most this many messages.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long Count { get; set; } = long.MaxValue;

    /// <summary>Most messages a second.</summary>
    [Parameter]
    [ValidateRange(0.001, 1e9)]
    public double? Rate { get; set; }

    /// <summary>How often a message may be moved in its life, 1 to 1,000,000. Default: 3.</summary>
    [Parameter]
    [ValidateRange(1, 1_000_000)]
    public int MaxRedrive { get; set; } = 3;

    /// <summary>How long a message may wait to be stored, and a silent server for: seconds, a TimeSpan, or text such as <c>2m</c>; at most 24 days, 0 has no end. Default: 30 seconds.</summary>
    [Parameter]
    [Duration(MaxSeconds = 2_000_000)]
    public TimeSpan TimeoutSec { get; set; } = new ProducerOptions().SendTimeout;

    /// <summary>Stores also what an earlier run of the same move stored.</summary>
    [Parameter]
    public SwitchParameter Again { get; set; }

    /// <summary>Creates a target that does not exist, which is an error else.</summary>
    [Parameter]
    public SwitchParameter Create { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        try
        {
            var stream = StreamOf(Stream);
            var to = Destination is null ? null : StreamOf(Destination, scope: null);
            var subscription = Subscription ?? Await(SubscriptionOfStream.FindAsync(session, stream, Cancelled));
            if (to == stream)
            {
                throw new GdnException(GdnErrorCode.BadRequest, $"The messages of {stream} are there already. Give another stream with -Destination.");
            }

            if (ShouldProcess($"{stream}/{subscription}", to is null ? "Move messages to where they came from" : $"Move messages to {to}"))
            {
                Transfer.Run(this, session, stream, subscription, new TransferPlan(session, stream, session, to, Filter(), Process, MaxRedrive), new TransferLimits(Count, Rate, TimeoutSec, Again, Create, MaxRedrive));
            }
        }
        catch (GdnException e)
        {
            throw Fail(e, Stream, ReceiveErrors.Todo(e, type: null));
        }
    }
}
