using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Compacts streams: of the messages of each key only the newest is kept. Messages without a key stay.</summary>
[Cmdlet(VerbsData.Compress, "GdnStream", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(GdnCompaction))]
public sealed class CompressGdnStream : NamedStreamCmdlet
{
    /// <summary>Compacts nothing, and writes how the last compaction goes or went.</summary>
    [Parameter]
    public SwitchParameter Status { get; set; }

    private protected override void Process(GdnSession session, StreamName stream)
    {
        if (Status)
        {
            WriteObject(Await(StatusAsync(session, stream)));
        }
        else if (ShouldProcess(stream.Topic, "Compact stream"))
        {
            WriteObject(Await(CompactAsync(session, stream)));
        }
    }

    private protected override string? Todo(GdnException error) =>
        error.Code == GdnErrorCode.SubscriptionBusy ? "Wait until the compaction that runs has ended, and try again." : null;

    /// <summary>A GDN server answers when it is done; another tells its state.</summary>
    private async Task<GdnCompaction> CompactAsync(GdnSession session, StreamName stream)
    {
        if (await session.Streams.CompactAsync(stream, Cancelled).ConfigureAwait(false) is { } removed)
        {
            return new GdnCompaction(stream, CompactionState.Succeeded, removed, null);
        }

        return await StatusAsync(session, stream).ConfigureAwait(false);
    }

    private async Task<GdnCompaction> StatusAsync(GdnSession session, StreamName stream)
    {
        var status = await session.Streams.GetCompactionStatusAsync(stream, Cancelled).ConfigureAwait(false);
        return new GdnCompaction(stream, status.State, null, status.LastError);
    }
}
