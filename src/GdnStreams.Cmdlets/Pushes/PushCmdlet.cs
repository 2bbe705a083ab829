using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>A cmdlet that does something to pushes which are named by their stream and their subscription, both with wildcards.</summary>
[NotOnPulsar(NotOnPulsarAttribute.Pushes, NotOnPulsarAttribute.PushesInstead)]
public abstract class PushCmdlet : StreamCmdlet
{
    /// <summary>The stream, with wildcards; takes what Get-GdnPush and Get-GdnSubscription write.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StreamCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string Stream { get; set; } = "";

    /// <summary>Names of subscriptions, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SubscriptionCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Subscription { get; set; } = [];

    /// <summary>Those pushes that have the names, which may have wildcards.</summary>
    /// <param name="all">All pushes of the fabric.</param>
    /// <param name="stream">The stream, with wildcards.</param>
    /// <param name="scope">Its scope; null is global for an exact name, and every scope for one with wildcards.</param>
    /// <param name="subscription">The subscription, with wildcards.</param>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.PushNotFound"/>: both names are exact, and there is no such push.</exception>
    internal static IReadOnlyList<PushInfo> Select(IReadOnlyList<PushInfo> all, string stream, StreamScope? scope, string subscription)
    {
        var exact = Names.IsExact(stream) ? StreamOf(stream, scope) : null;
        PushInfo[] ofStream = exact is not null
            ? [.. all.Where(push => push.Stream == exact)]
            : [.. Names.Select(
                stream, [.. all.Where(push => scope is null || push.Stream.Scope == scope)], GdnErrorCode.PushNotFound, "push", push => push.Stream.Name, push => push.Stream.Topic)];

        // Of many streams those count that have it.
        return exact is null && Names.IsExact(subscription)
            ? [.. ofStream.Where(push => push.Subscription == subscription)]
            : Names.Select(subscription, ofStream, GdnErrorCode.PushNotFound, $"push of {stream} and the subscription", push => push.Subscription);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        foreach (var subscription in Subscription)
        {
            Try(subscription, () =>
            {
                foreach (var (stream, name) in PushesOf(session, subscription))
                {
                    Try(name, () => Process(session, stream, name));
                }
            });
        }
    }

    /// <summary>Does it to one push, which may not exist where it was named exactly.</summary>
    private protected abstract void Process(GdnSession session, StreamName stream, string subscription);

    // Without wildcards nobody is asked, so that one call is enough.
    private IReadOnlyList<(StreamName Stream, string Subscription)> PushesOf(GdnSession session, string subscription) => Names.IsExact(Stream) && Names.IsExact(subscription)
        ? [(StreamOf(Stream), subscription)]
        : [.. Select(Await(session.Pushes.ListAsync(Cancelled)), Stream, GivenScope, subscription).Select(push => (push.Stream, push.Subscription))];
}
