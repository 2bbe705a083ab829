using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// Registers an event of PowerShell that comes with each message of a subscription, while the shell stays free. With -Action a message is
/// acknowledged when the action has run without an error; without it, when Confirm-GdnMessage says so. Unregister-Event, Remove-Job, and the
/// end of the runspace or of the module disconnect it.
/// </summary>
[Cmdlet(VerbsLifecycle.Register, "GdnMessageEvent")]
[OutputType(typeof(PSEventJob), typeof(PSEventSubscriber))]
public sealed class RegisterGdnMessageEvent : StreamCmdlet
{
    /// <summary>The stream.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StreamCompleter))]
    [Alias("Topic")]
    [ValidateNotNullOrEmpty]
    public string Stream { get; set; } = "";

    /// <summary>The subscription: it remembers what was acknowledged.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SubscriptionCompleter))]
    [ValidateNotNullOrEmpty]
    public string Subscription { get; set; } = "";

    /// <summary>Runs for each message, one after the other, which is <c>$_</c> and <c>$EventArgs.Message</c>. Default: the events wait for Get-Event and Wait-Event.</summary>
    [Parameter(Position = 2)]
    [ValidateNotNull]
    public ScriptBlock? Action { get; set; }

    /// <summary>Name of the event. Default: <c>GdnMessage.</c> and something unique.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string SourceIdentifier { get; set; } = "GdnMessage." + Guid.NewGuid().ToString("n");

    /// <summary>What each event carries besides, as <c>$Event.MessageData</c>.</summary>
    [Parameter]
    public PSObject? MessageData { get; set; }

    /// <summary>Unregisters the event after so many messages. Default: never.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int MaxTriggerCount { get; set; }

    /// <summary>Exclusive (default), Shared, Failover or KeyShared; the same for all consumers of the subscription.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Type")]
    public SubscriptionType? SubscriptionType { get; set; }

    /// <summary>Creates the stream where it does not exist, which is an error else.</summary>
    [Parameter]
    public SwitchParameter Create { get; set; }

    /// <summary>Where a new subscription starts: Latest (default, what comes from now on) or Earliest.</summary>
    [Parameter]
    public InitialPosition InitialPosition { get; set; }

    /// <summary>Most messages sent ahead, and most events without -Action whose message is not confirmed, 1 to 1000. Default: 100.</summary>
    [Parameter]
    [ValidateRange(1, ProtocolLimits.MaxReceiverQueueSize)]
    public int ReceiverQueueSize { get; set; } = 100;

    /// <summary>After which time a message whose action failed comes again: seconds, a TimeSpan, or text such as <c>5m</c>; at most 11 days. Default: 60 seconds, the protocol's.</summary>
    [Parameter]
    [Duration(MaxSeconds = 1e6)]
    public TimeSpan? NegativeAckDelaySec { get; set; }

    /// <summary>Name of the consumer, which the server shows. Default: the server makes one up.</summary>
    [Parameter]
    public string? ConsumerName { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        try
        {
            var stream = StreamOf(Stream);
            if (Events.GetEventSubscribers(SourceIdentifier).Any())
            {
                throw new GdnException(GdnErrorCode.BadRequest, $"The event '{SourceIdentifier}' is registered already. Unregister-Event ends it, or choose another -SourceIdentifier.");
            }

            Await(KnownStreams.EnsureAsync(session, stream, Create, Cancelled));
            var source = new HandlerSource(session, stream, Subscription, Options(), watch: null);
            Await(source.OpenAsync(Cancelled));
            var events = new MessageEvents(source, Events, SourceIdentifier, Action, MessageData, MaxTriggerCount);
            events.Start();
            WriteObject(events.Subscriber.Action ?? (object)events.Subscriber);
        }
        catch (GdnException e)
        {
            throw Fail(e, Subscription, ReceiveErrors.Todo(e, SubscriptionType));
        }
    }

    private ConsumerOptions Options() => new()
    {
        Type = SubscriptionType ?? default,
        InitialPosition = InitialPosition,
        ReceiverQueueSize = ReceiverQueueSize,
        ConsumerName = ConsumerName,
        NegativeAckDelay = NegativeAckDelaySec,
    };
}
