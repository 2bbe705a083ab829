using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Acknowledges the whole backlog of streams for all of their durable subscriptions, and writes for each how many messages that were.</summary>
[Cmdlet(VerbsCommon.Clear, "GdnStream", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(GdnCursorMove))]
public sealed class ClearGdnStream : StreamCmdlet
{
    /// <summary>Names, with wildcards; these stand for streams of every scope where -Scope is not given.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StreamCompleter))]
    [SupportsWildcards]
    [Alias("Stream", "Topic")]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>Asks no questions.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        foreach (var name in Name)
        {
            Try(name, () =>
            {
                foreach (var stream in StreamsOf(session, name))
                {
                    Try(name, () => Clear(session, stream));
                }
            });
        }
    }

    private void Clear(GdnSession session, StreamName stream)
    {
        var subscriptions = Await(session.Subscriptions.ListAsync(stream, Cancelled));
        if (subscriptions.Count > 0 && ShouldProcess(stream.Topic, "Acknowledge all messages for " + ErrorRecords.Counted(subscriptions.Count, "subscription"), Force))
        {
            foreach (var subscription in subscriptions)
            {
                WriteObject(Await(CursorMoves.MoveAsync(session, stream, subscription, () => session.Subscriptions.SkipAllAsync(stream, subscription, Cancelled), Cancelled)));
            }
        }
    }
}
