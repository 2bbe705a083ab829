using System.Management.Automation;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>A cmdlet that ends the life of received messages, one way or the other. The first to settle a message wins.</summary>
public abstract class SettleCmdlet : StreamCmdlet
{
    private const string Objects = "InputObject";
    private const string Ids = "MessageId";
    private readonly HashSet<HeldConsumer> _sources = [];

    /// <summary>Messages that Receive-GdnMessage wrote.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = Objects)]
    [ValidateNotNull]
    public GdnMessage[] InputObject { get; set; } = [];

    /// <summary>The stream of the messages; takes what a job or Import-Clixml made of them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = Ids)]
    [NoMessageCopy]
    [ArgumentCompleter(typeof(StreamCompleter))]
    [Alias("Topic")]
    [ValidateNotNullOrEmpty]
    public string Stream { get; set; } = "";

    /// <summary>The subscription that the messages came by.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = Ids)]
    [ArgumentCompleter(typeof(SubscriptionCompleter))]
    [ValidateNotNullOrEmpty]
    public string Subscription { get; set; } = "";

    /// <summary>Ids of messages that this session has received with -AckMode Manual, with wildcards: * is every one that it has.</summary>
    [Parameter(Mandatory = true, Position = 2, ValueFromPipelineByPropertyName = true, ParameterSetName = Ids)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] MessageId { get; set; } = [];

    /// <summary>Writes the messages on.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var message in ParameterSetName == Objects ? [.. InputObject] : Held())
        {
            var isSettled = false;
            if (Try(message, () => isSettled = Settle(message)) && isSettled && PassThru)
            {
                WriteObject(message);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (var source in _sources)
        {
            Await(source.FinishAsync(Cancelled));
            if (ErrorRecords.OfLost(source) is { } error)
            {
                WriteError(error);
            }
        }
    }

    /// <summary>Settles a message that nobody has settled before.</summary>
    /// <exception cref="GdnException">Why it could not be.</exception>
    private protected abstract void Settle(HeldConsumer source, GdnMessage message);

    /// <summary>Asks where PowerShell is to ask.</summary>
    private protected virtual bool MaySettle(HeldConsumer source, GdnMessage message) => true;

    /// <summary>False where it is not to be settled now; true also where it was before.</summary>
    private bool Settle(GdnMessage message)
    {
        var source = message.Source ?? throw ReceiveErrors.NotReceived(message);
        if (!MaySettle(source, message))
        {
            return false;
        }

        if (message.TrySettle())
        {
            _sources.Add(source);
            ShowExchanges(source.Session.Trace);
            Settle(source, message);
        }

        return true;
    }

    private List<GdnMessage> Held()
    {
        List<GdnMessage> found = [];
        Try(Stream, () =>
        {
            var stream = StreamOf(Stream);
            var held = SessionConsumers.Of(OpenSession).Of(stream, Subscription).SelectMany(consumer => consumer.InHands).ToArray();
            foreach (var id in MessageId)
            {
                var pattern = Names.Pattern(id, WildcardOptions.None);
                var before = found.Count;
                found.AddRange(held.Where(message => pattern.IsMatch(message.MessageId)));
                if (found.Count == before && Names.IsExact(id))
                {
                    WriteError(ReceiveErrors.NotHeld(id, stream, Subscription));
                }
            }
        });
        return found;
    }
}
