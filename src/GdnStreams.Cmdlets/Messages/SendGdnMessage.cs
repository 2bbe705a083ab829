using System.Collections;
using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// Publishes messages, one for each input object, file or line. Sends are pipelined: the pipeline waits only for a place in the producer's
/// window, and the cmdlet ends when the server has stored every message. What was not stored is an error about its input.
/// </summary>
[Cmdlet(VerbsCommunications.Send, "GdnMessage", DefaultParameterSetName = Objects, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(GdnReceipt))]
public sealed class SendGdnMessage : StreamCmdlet
{
    private const string Objects = "InputObject";
    private const string Paths = "Path";
    private const string LiteralPaths = "LiteralPath";
    private GdnSession _session = null!;
    private StreamName _stream = null!;
    private ObjectJson _json = null!;
    private MessageTemplate _template = null!;
    private MessageSender _sender = null!;
    private SendReport _report = null!;
    private SchemaCheck? _schema;
    private bool? _asks;

    /// <summary>The stream.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(StreamCompleter))]
    [ValidateNotNullOrEmpty]
    public string Stream { get; set; } = "";

    /// <summary>Global (replicated, the default), Local, or Collection. A prefix in the name (<c>c8locals.</c>) says it, too.</summary>
    /// <remarks>Not of the piped object: that is what is sent, and to look for the property in each costs as much as the rest of the cmdlet.</remarks>
    [Parameter]
    public override StreamScope Scope { get; set; }

    /// <summary>Text, bytes, a file's content (FileInfo), a received message, or any object, which is sent as JSON. A list that is given as an argument is one message for each element.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ParameterSetName = Objects)]
    [AllowEmptyString]
    [AllowEmptyCollection]
    [AllowNull]
    public object? InputObject { get; set; }

    /// <summary>Files to send, with wildcards: one message each, or one for each line with -ByLine.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Paths)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Files to send, whose names are taken as they are.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPaths)]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>One message for each line of the files, which may be of any size. Lines end with LF or CRLF; the text is UTF-8 unless the file begins with another byte order mark.</summary>
    [Parameter(ParameterSetName = Paths)]
    [Parameter(ParameterSetName = LiteralPaths)]
    public SwitchParameter ByLine { get; set; }

    /// <summary>Key of every message, or a script block that makes one of the input in <c>$_</c>. Default: a received message's own, else none.</summary>
    [Parameter]
    public object? Key { get; set; }

    /// <summary>The input's property that holds the key.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KeyProperty { get; set; }

    /// <summary>Properties of every message, added to a received message's own: a hashtable, whose values may be script blocks, or a script block that writes one.</summary>
    [Parameter]
    public object? Property { get; set; }

    /// <summary>The input's properties that become properties of the message.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] PropertyName { get; set; } = [];

    /// <summary>When the event that the message describes happened: a time, or a script block that makes one of the input in <c>$_</c>.</summary>
    [Parameter]
    public object? EventTime { get; set; }

    /// <summary>Delivers no sooner than this after the send: seconds, a TimeSpan, or text such as <c>5m</c> (Shared and KeyShared subscriptions only).</summary>
    [Parameter]
    [Duration]
    public TimeSpan? DeliverAfter { get; set; }

    /// <summary>Delivers no sooner than at this time (Shared and KeyShared subscriptions only).</summary>
    [Parameter]
    public DateTimeOffset? DeliverAt { get; set; }

    /// <summary>The message property <c>content-type</c>, such as application/json.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ContentType { get; set; }

    /// <summary>As of ConvertTo-Json: deeper levels become text. Default: all of hashtables, custom objects and lists, two levels of other objects.</summary>
    [Parameter]
    [ValidateRange(0, ObjectJson.MaxDepth)]
    public int? Depth { get; set; }

    /// <summary>A JSON schema, as text or the path of a file: what it does not allow is not sent. PowerShell 7 only.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Schema { get; set; }

    /// <summary>Most messages a second.</summary>
    [Parameter]
    [ValidateRange(0.001, 1e9)]
    public double? Rate { get; set; }

    /// <summary>Most messages sent and not yet stored, 1 to 100,000. Default 1,000.</summary>
    [Parameter]
    [ValidateRange(1, 100_000)]
    public int? MaxInFlight { get; set; }

    /// <summary>How long a message may wait to be stored: seconds, a TimeSpan, or text such as <c>2m</c>; at most 24 days, 0 has no end. Default: 30 seconds.</summary>
    [Parameter]
    [Duration(MaxSeconds = 2_000_000)]
    public TimeSpan TimeoutSec { get; set; } = new ProducerOptions().SendTimeout;

    /// <summary>Creates the stream where it does not exist, which is an error else.</summary>
    [Parameter]
    public SwitchParameter Create { get; set; }

    /// <summary>Name of the producer. With -SequenceId the server drops what it has stored already of this name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ProducerName { get; set; }

    /// <summary>Sequence id of the first message; each further one counts up. It needs -ProducerName.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    public long? SequenceId { get; set; }

    /// <summary>Names this very input: sent again from its beginning, by the same name, what is stored already is not stored twice.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? DeduplicationId { get; set; }

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
            _schema = Schema is null ? null : new SchemaCheck(InvokeCommand, Schema, GetUnresolvedProviderPathFromPSPath);
            _sender = new MessageSender(this, _session, _stream, TimeoutSec, Create, Options(), Rate is { } rate ? new SendPace(rate) : null);
            DelayHint.Tell(this, _session, DeliverAfter);
        }
        catch (GdnException e)
        {
            throw Fail(e, Stream);
        }

        _json = new ObjectJson(Depth);
        _report = new SendReport(this, _sender, TimeoutSec, PassThru);
        _template = new MessageTemplate
        {
            Key = Key, KeyProperty = KeyProperty, Property = Property, PropertyName = PropertyName,
            EventTime = EventTime, DeliverAfter = DeliverAfter, DeliverAt = DeliverAt, ContentType = ContentType, Json = _json,
        };
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == Objects)
        {
            if (!MyInvocation.ExpectingInput && Payloads.Plain(InputObject) is IList list and not byte[])
            {
                foreach (var item in list)
                {
                    Send(item);
                }
            }
            else
            {
                Send(InputObject);
            }
        }
        else
        {
            foreach (var file in InputFiles.Resolve(SessionState.Path, ParameterSetName == Paths ? Path : LiteralPath, ParameterSetName == Paths, WriteError))
            {
                Try(file, ByLine ? () => SendLines(file) : () => Send(new FileInfo(file)));
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _sender.Finish();
        _report.End();
        if (_json.WasCut)
        {
            WriteWarning(Depth is null
                ? "Of some objects only two levels of properties were sent; what lay deeper became text. Select-Object picks the properties that matter, -Depth sends more levels."
                : $"Some objects have more than {Depth} levels; what lay deeper was sent as text. -Depth sends more levels.");
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _sender?.Dispose();
        }

        base.Dispose(disposing);
    }

    private protected override string? Todo(GdnException error) => SendErrors.Todo(error);

    private void SendLines(string file)
    {
        using var lines = InputFiles.Open(file);
        while (lines.ReadLine() is { } line)
        {
            Send(line);
            _report.Progress(lines.BaseStream);
        }
    }

    private void Send(object? input)
    {
        // A received message that the pipeline works on is acknowledged when what is sent now is stored, and only then.
        var delivery = Delivery.Current;
        delivery?.Begin();
        var isAccepted = false;
        try
        {
            var message = _template.Make(input);
            _schema?.Ensure(message.Payload);
            if (!(_asks ??= ShouldProcessTells()) || ShouldProcess(_stream.Topic, $"Send message of {DisplayText.Size(message.Payload.Length)}{(message.Key is { } key ? $" with the key '{DisplayText.Of(key)}'" : "")}"))
            {
                Accept(message, input, delivery);
                isAccepted = true;
            }
        }
        catch (GdnException e)
        {
            Tell(e, input);
        }
        finally
        {
            if (!isAccepted)
            {
                delivery?.End(succeeded: false);
            }
        }

        _report.Write();
    }

    private void Accept(OutgoingMessage message, object? input, Delivery? delivery)
    {
        try
        {
            _sender.Send(message, input, delivery);
        }
        catch (GdnException e) when (e.Code is not (GdnErrorCode.MessageTooLarge or GdnErrorCode.BadRequest))
        {
            _report.Write();
            throw Fail(e, _sender.HasEnded ? input : Stream);
        }

        _report.Progress();
    }

    /// <summary>Options that the session's shared producer does not have; null where it will do.</summary>
    private ProducerOptions? Options()
    {
        var problem = SequenceId is not null && ProducerName is null ? "-SequenceId counts the messages of a named producer: give -ProducerName too, or use -DeduplicationId."
            : DeduplicationId is not null && ProducerName is not null ? "-DeduplicationId names the producer and counts from the beginning of the input: leave out -ProducerName and -SequenceId, or use these alone."
            : null;
        return problem is not null ? throw new GdnException(GdnErrorCode.BadRequest, problem)
            : MaxInFlight is null && ProducerName is null && DeduplicationId is null
            ? null
            : new ProducerOptions
            {
                ProducerName = ProducerName ?? DeduplicationId,
                InitialSequenceId = DeduplicationId is null ? SequenceId - 1 : -1,
                MaxPendingMessages = MaxInFlight ?? new ProducerOptions().MaxPendingMessages,
                SendTimeout = TimeoutSec,
                StopOnFailure = DeduplicationId is not null || SequenceId is not null, // A stored message would make the one before it a duplicate in the next run.
            };
    }
}
