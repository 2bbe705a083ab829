using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>A cmdlet that ends the life of a received message, one way or the other. The first to settle a message wins.</summary>
public abstract class SettleCmdlet : GdnCmdlet
{
    private readonly HashSet<HeldConsumer> _sources = [];

    /// <summary>Messages that Receive-GdnMessage wrote.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public GdnMessage[] InputObject { get; set; } = [];

    /// <summary>Writes the messages on.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected abstract bool Confirms { get; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var message in InputObject)
        {
            if (Try(message, () => Settle(message)) && PassThru)
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

    private void Settle(GdnMessage message)
    {
        var source = message.Source ?? throw ReceiveErrors.NotReceived(message);
        if (message.TrySettle())
        {
            _sources.Add(source);
            Await(source.SettleAsync(message.Id, Confirms, Cancelled));
        }
    }
}
