using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Creates subscriptions before anybody consumes them: they keep what is sent from then on, or from -From on.</summary>
[Cmdlet(VerbsCommon.New, "GdnSubscription", SupportsShouldProcess = true)]
[OutputType(typeof(GdnSubscription))]
public sealed class NewGdnSubscription : StreamCmdlet
{
    /// <summary>Streams; takes what Get-GdnStream writes.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StreamCompleter))]
    [Alias("Topic")]
    [ValidateNotNullOrEmpty]
    public string[] Stream { get; set; } = [];

    /// <summary>Names of the subscriptions.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [Alias("Subscription")]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>
    /// Where it begins: <c>Latest</c> (default), <c>Earliest</c>, a time (a DateTime, or back from now: <c>-1h</c>), a message id, or a
    /// received message.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(PositionCompleter))]
    [Position]
    public GdnPosition From { get; set; } = GdnPosition.Latest;

    /// <summary>Takes a subscription that exists as it is instead of failing.</summary>
    [Parameter]
    public SwitchParameter IfNotExists { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        foreach (var (given, name) in Stream.SelectMany(given => Name.Select(name => (given, name))))
        {
            Try(name, () =>
            {
                var stream = StreamOf(given);
                if (ShouldProcess($"{name} of {stream}", "Create subscription"))
                {
                    WriteObject(new GdnSubscription(stream, name, Await(CreateAsync(session, stream, name))));
                }
            });
        }
    }

    private async Task<SubscriptionStatistics> CreateAsync(GdnSession session, StreamName stream, string name)
    {
        var start = From.Time is { } time ? await session.Streams.GetMessageIdAsync(stream, time, Cancelled).ConfigureAwait(false) : From.Id;
        try
        {
            await session.Subscriptions.CreateAsync(stream, name, start, cancellationToken: Cancelled).ConfigureAwait(false);
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.SubscriptionExists && IfNotExists)
        {
            // It is told as it is.
        }

        return (await session.Streams.GetStatsAsync(stream, Cancelled).ConfigureAwait(false)).Subscriptions.TryGetValue(name, out var made)
            ? made
            : throw new GdnException(GdnErrorCode.SubscriptionNotFound, $"The subscription '{name}' of {stream} has been removed again meanwhile.");
    }
}
