using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Lists the subscriptions of streams, with their backlog.</summary>
[Cmdlet(VerbsCommon.Get, "GdnSubscription")]
[OutputType(typeof(GdnSubscription))]
public sealed class GetGdnSubscription : StreamCmdlet
{
    /// <summary>Streams; takes what Get-GdnStream writes.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Topic")]
    [ValidateNotNullOrEmpty]
    public string[] Stream { get; set; } = [];

    /// <summary>Names of subscriptions, with wildcards. Default: all.</summary>
    [Parameter(Position = 1)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        foreach (var given in Stream)
        {
            Try(given, () =>
            {
                var stream = StreamOf(given);
                var subscriptions = Await(session.Streams.GetStatsAsync(stream, Cancelled)).Subscriptions;
                foreach (var name in Name)
                {
                    Write(stream, name, subscriptions);
                }
            });
        }
    }

    private void Write(StreamName stream, string name, IReadOnlyDictionary<string, SubscriptionStatistics> subscriptions)
    {
        var pattern = WildcardPattern.Get(name, WildcardOptions.None);
        var any = false;
        foreach (var pair in subscriptions.Where(pair => pattern.IsMatch(pair.Key)))
        {
            any = true;
            WriteObject(new GdnSubscription(stream, pair.Key, pair.Value));
        }

        if (!any && !WildcardPattern.ContainsWildcardCharacters(name))
        {
            WriteError(ErrorRecords.Of(new GdnException(GdnErrorCode.SubscriptionNotFound, $"The stream {stream} has no subscription '{name}'."), name));
        }
    }
}
