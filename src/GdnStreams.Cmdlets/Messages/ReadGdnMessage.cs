using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// Reads messages of a stream without receiving them: no subscription is needed, made or moved, and nothing is acknowledged. It ends with what
/// was there when it began, or goes on with -Follow. With -Subscription it looks at the backlog of a subscription and takes nothing from it.
/// </summary>
[Cmdlet(VerbsCommunications.Read, "GdnMessage", DefaultParameterSetName = StreamSet)]
[OutputType(typeof(GdnMessage))]
public sealed class ReadGdnMessage : RangeCmdlet
{
    private const string SubscriptionSet = "Subscription";

    /// <summary>The subscription whose backlog is looked at; takes what Get-GdnSubscription writes.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = SubscriptionSet)]
    [ArgumentCompleter(typeof(SubscriptionCompleter))]
    [ValidateNotNullOrEmpty]
    public string Subscription { get; set; } = "";

    /// <summary>How many of the oldest messages of the backlog are left out.</summary>
    [Parameter(ParameterSetName = SubscriptionSet)]
    [ValidateRange(0, int.MaxValue)]
    public int Skip { get; set; }

    /// <summary>Goes on with what comes, until Ctrl+C, or until the stream was terminated.</summary>
    [Parameter(ParameterSetName = StreamSet)]
    public SwitchParameter Follow { get; set; }

    /// <summary>Ends after this many messages.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long? Count { get; set; }

    /// <summary>Ends after this time, with what was read by then: seconds, a TimeSpan, or text such as <c>5m</c>.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? TimeoutSec { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        Try(Stream, () =>
        {
            var stream = StreamOf(Stream);
            long written = 0;
            foreach (var message in ParameterSetName == SubscriptionSet ? Backlog(session, stream) : Messages(session, stream, Follow, TimeoutSec))
            {
                WriteObject(message);
                if (++written == Count)
                {
                    return;
                }
            }
        });
    }

    private IEnumerable<GdnMessage> Backlog(GdnSession session, StreamName stream)
    {
        WriteVerbose($"Looking at the backlog of {stream}/{Subscription}.");
        return new BacklogScan(this, session, stream, Subscription, Filter(), new ScanBounds(this, stream, MaxScanned, TimeoutSec)).Read(Skip);
    }
}
