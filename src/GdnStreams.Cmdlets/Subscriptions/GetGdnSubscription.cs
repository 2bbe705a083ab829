using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Lists the subscriptions of streams, with their backlog.</summary>
[Cmdlet(VerbsCommon.Get, "GdnSubscription")]
[OutputType(typeof(GdnSubscription))]
public sealed class GetGdnSubscription : StreamCmdlet
{
    /// <summary>Streams, with wildcards; takes what Get-GdnStream writes. Default: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StreamCompleter))]
    [SupportsWildcards]
    [Alias("Topic")]
    [ValidateNotNullOrEmpty]
    public string[] Stream { get; set; } = ["*"];

    /// <summary>Names of subscriptions, with wildcards. Default: all.</summary>
    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(SubscriptionCompleter))]
    [SupportsWildcards]
    [Alias("Subscription")]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        foreach (var given in Stream)
        {
            ForEachStream(session, given, stream => Write(stream, [.. Await(session.Streams.GetStatsAsync(stream, Cancelled)).Subscriptions], isAny: !Names.IsExact(given)));
        }
    }

    private void Write(StreamName stream, IReadOnlyList<KeyValuePair<string, SubscriptionStatistics>> all, bool isAny)
    {
        foreach (var name in Name)
        {
            Try(name, () =>
            {
                // Of many streams those count that have it.
                var found = isAny && Names.IsExact(name)
                    ? [.. all.Where(pair => pair.Key == name)]
                    : Names.Select(name, all, GdnErrorCode.SubscriptionNotFound, $"subscription of {stream}", pair => pair.Key);
                WriteObject(found.Select(pair => new GdnSubscription(stream, pair.Key, pair.Value)), enumerateCollection: true);
            });
        }
    }
}
