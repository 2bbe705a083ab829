using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>Shows the pushes of the fabric and how they are doing, without secrets. For administrators.</summary>
[NotOnPulsar(NotOnPulsarAttribute.Pushes, NotOnPulsarAttribute.PushesInstead)]
[Cmdlet(VerbsCommon.Get, "GdnPush")]
[OutputType(typeof(GdnPush))]
public sealed class GetGdnPush : StreamCmdlet
{
    /// <summary>Streams, with wildcards; takes what Get-GdnStream and Get-GdnSubscription write. Default: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StreamCompleter))]
    [SupportsWildcards]
    [Alias("Topic")]
    [ValidateNotNullOrEmpty]
    public string[] Stream { get; set; } = ["*"];

    /// <summary>Names of subscriptions, with wildcards. Default: all.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SubscriptionCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Subscription { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        foreach (var (stream, subscription) in Stream.SelectMany(stream => Subscription.Select(subscription => (stream, subscription))))
        {
            Try(subscription, () =>
            {
                var pushes = PushCmdlet.Select(Await(session.Pushes.ListAsync(Cancelled)), stream, GivenScope, subscription);
                WriteObject(pushes.Select(push => new GdnPush(push)), enumerateCollection: true);
            });
        }
    }
}
