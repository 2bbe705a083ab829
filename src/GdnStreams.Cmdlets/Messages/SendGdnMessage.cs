using System.Collections;
using System.Collections.Concurrent;
using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// Publishes messages, one for each input object. Sends are pipelined: the pipeline waits only for a place in the producer's window, and
/// the cmdlet ends when the server has stored every message. What was not stored is an error about its input.
/// </summary>
[Cmdlet(VerbsCommunications.Send, "GdnMessage", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(GdnReceipt))]
public sealed class SendGdnMessage : StreamCmdlet
{
    private readonly ConcurrentQueue<(object? Input, SendResult Result)> _ended = new();
    private GdnSession? _session;
    private SharedProducer? _producer;
    private ConnectionWatch? _watch;
    private StreamName _stream = null!;
    private Dictionary<string, string>? _properties;

    /// <summary>The stream; the server creates it where it does not exist and may.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Stream { get; set; } = "";

    /// <summary>Text, bytes, a file's content (FileInfo), a received message, or any object, which is sent as JSON.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [AllowEmptyString]
    [AllowEmptyCollection]
    [AllowNull]
    public object? InputObject { get; set; }

    /// <summary>Key of every message. Default: a received message's own, else none.</summary>
    [Parameter]
    public string? Key { get; set; }

    /// <summary>Properties of every message, added to a received message's own.</summary>
    [Parameter]
    public IDictionary? Property { get; set; }

    /// <summary>When the thing happened that the messages tell of.</summary>
    [Parameter]
    public DateTimeOffset? EventTime { get; set; }

    /// <summary>Deliver no sooner than this after the send (Shared and Key_Shared subscriptions only).</summary>
    [Parameter]
    public TimeSpan? DeliverAfter { get; set; }

    /// <summary>Writes the server's receipt for each message.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            _session = OpenSession;
            _stream = StreamOf(Stream);
            _properties = Property?.Keys.Cast<object>().ToDictionary(key => key.ToString()!, key => Payloads.Text(Property[key]));
        }
        catch (GdnException e)
        {
            throw Fail(e, Stream);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // A received message that the pipeline works on is acknowledged when what is sent now is stored, and only then.
        var delivery = Delivery.Current;
        delivery?.Begin();
        var isAccepted = false;
        try
        {
            isAccepted = ShouldProcess(DisplayText.Of(_stream.Topic), "Send message") && Try(InputObject, () => Send(Message(), delivery));
        }
        finally
        {
            if (!isAccepted)
            {
                delivery?.End(succeeded: false);
            }
        }

        WriteEnded();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_producer is not null)
        {
            Await(_producer.FlushAsync(Cancelled), _watch!);
            _producer.TakeResults();
            WriteEnded();
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && _producer is not null)
        {
            _producer.Producer.StateChanged -= _watch!.Changed;
        }

        base.Dispose(disposing);
    }

    /// <summary>Called from the thread of whichever Send-GdnMessage took the result.</summary>
    internal void Ended(PendingInput pending, SendResult result) => _ended.Enqueue((pending.Input, result));

    private OutgoingMessage Message()
    {
        var input = InputObject is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : InputObject;
        var forwarded = input as GdnMessage;
        return new OutgoingMessage
        {
            Payload = Payloads.Of(input),
            Key = Key ?? forwarded?.Key,
            Properties = Payloads.Merge(forwarded?.Properties, _properties),
            EventTime = EventTime ?? forwarded?.EventTime,
            DeliverAfter = DeliverAfter,
        };
    }

    private void Send(OutgoingMessage message, Delivery? delivery)
    {
        if (_producer is null)
        {
            Open();
        }

        try
        {
            Wait(_producer!.EnqueueAsync(message, new PendingInput(this, InputObject, delivery), Cancelled));
        }
        catch (GdnException e) when (e.Code is not (GdnErrorCode.MessageTooLarge or GdnErrorCode.BadRequest))
        {
            // The producer has ended: nothing that follows can be sent on it, and the next Send-GdnMessage opens another.
            _producer!.TakeResults();
            WriteEnded();
            Await(SessionProducers.Of(_session!).CloseAsync(_stream));
            throw Fail(e, InputObject);
        }

        if (delivery is not null)
        {
            _producer.Watch();
        }

        _producer.TakeResults();
    }

    private void Open()
    {
        try
        {
            _producer = Await(SessionProducers.Of(_session!).OpenAsync(_stream, Cancelled));
        }
        catch (GdnException e)
        {
            throw Fail(e, Stream);
        }

        _watch = new ConnectionWatch($"Send-GdnMessage to {_stream}", Delivery.Current?.Watch);
        _producer.Producer.StateChanged += _watch.Changed;
        _watch.Take(_producer.Producer.State, _producer.Producer.Interruption);
    }

    private void Wait(ValueTask work)
    {
        if (!work.IsCompletedSuccessfully)
        {
            Await(work.AsTask(), _watch!);
        }
    }

    private void WriteEnded()
    {
        while (_ended.TryDequeue(out var ended))
        {
            if (ended.Result.Error is { } error)
            {
                WriteError(ErrorRecords.Of(error, ended.Input));
            }
            else if (PassThru)
            {
                WriteObject(new GdnReceipt(_stream, ended.Result.Id, ended.Input));
            }
        }
    }
}
