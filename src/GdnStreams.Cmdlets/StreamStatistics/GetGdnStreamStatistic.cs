using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>Shows rates, sizes, producers, consumers and subscriptions of streams.</summary>
[Cmdlet(VerbsCommon.Get, "GdnStreamStatistic")]
[OutputType(typeof(GdnStreamStatistic))]
public sealed class GetGdnStreamStatistic : StreamCmdlet
{
    /// <summary>Names, with wildcards. Default: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StreamCompleter))]
    [SupportsWildcards]
    [Alias("Stream", "Topic")]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        foreach (var name in Name)
        {
            ForEachStream(session, name, stream => WriteObject(new GdnStreamStatistic(stream, Await(session.Streams.GetStatsAsync(stream, Cancelled)), TimeProvider.System.GetUtcNow())));
        }
    }
}
