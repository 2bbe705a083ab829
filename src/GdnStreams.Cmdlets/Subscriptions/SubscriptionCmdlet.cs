using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>A cmdlet that does something to subscriptions which are named by their stream and their name, both with wildcards.</summary>
public abstract class SubscriptionCmdlet : StreamCmdlet
{
    /// <summary>The stream, with wildcards; takes what Get-GdnSubscription writes.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StreamCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string Stream { get; set; } = "";

    /// <summary>Names of subscriptions, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SubscriptionCompleter))]
    [SupportsWildcards]
    [Alias("Subscription")]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        foreach (var name in Name)
        {
            ForEachStream(session, Stream, stream =>
            {
                foreach (var subscription in SubscriptionsOf(session, stream, name))
                {
                    Try(subscription, () => UnlessGone(isOneOfMany: !Names.IsExact(Stream), GdnErrorCode.StreamNotFound, () =>
                        UnlessGone(isOneOfMany: !Names.IsExact(name), GdnErrorCode.SubscriptionNotFound, () => Process(session, stream, subscription))));
                }
            });
        }
    }

    /// <summary>Does it to one subscription, which may not exist where it was named exactly.</summary>
    private protected abstract void Process(GdnSession session, StreamName stream, string subscription);

    /// <summary>Moves the cursor and writes what that moved.</summary>
    private protected void Move(GdnSession session, StreamName stream, string subscription, Func<Task> moveAsync) =>
        WriteObject(Await(CursorMoves.MoveAsync(session, stream, subscription, moveAsync, Cancelled)));

    // Without wildcards nobody is asked, so that one call is enough.
    private IReadOnlyList<string> SubscriptionsOf(GdnSession session, StreamName stream, string name) => Names.IsExact(name)
        ? [name]
        : Names.Select(name, Await(session.Subscriptions.ListAsync(stream, Cancelled)), GdnErrorCode.SubscriptionNotFound, $"subscription of {stream}", subscription => subscription);
}
