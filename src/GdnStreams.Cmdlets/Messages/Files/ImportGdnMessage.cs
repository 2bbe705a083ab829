using System.Management.Automation;
using System.Text;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Sends the messages of files that Export-GdnMessage wrote, in their order. Run again with the same file, it stores only what is missing.</summary>
[Cmdlet(VerbsData.Import, "GdnMessage", DefaultParameterSetName = Paths, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(GdnImport))]
public sealed class ImportGdnMessage : StreamCmdlet
{
    private const string Paths = "Path";
    private const string LiteralPaths = "LiteralPath";
    private const string Lines = "InputObject";
    private GdnSession _session = null!;
    private StreamName _stream = null!;
    private SendPace? _pace;
    private bool? _takesLines;
    private MessageImport? _import;
    private GdnImport? _report;
    private SlowProgress _progress = null!;

    /// <summary>The stream that takes the messages, whichever they came from.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(StreamCompleter))]
    [ValidateNotNullOrEmpty]
    public string Stream { get; set; } = "";

    /// <summary>The files, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = Paths)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>The files, whose names are taken as they are.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPaths)]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Lines of such a file, or files (FileInfo).</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = Lines)]
    [AllowEmptyString]
    [AllowNull]
    public object? InputObject { get; set; }

    /// <summary>Most messages a second.</summary>
    [Parameter]
    [ValidateRange(0.001, 1e9)]
    public double? Rate { get; set; }

    /// <summary>How long a message may wait to be stored: seconds, a TimeSpan, or text such as <c>2m</c>; at most 24 days, 0 has no end. Default: 30 seconds.</summary>
    [Parameter]
    [Duration(MaxSeconds = 2_000_000)]
    public TimeSpan TimeoutSec { get; set; } = new ProducerOptions().SendTimeout;

    /// <summary>The property that gets the publish time of the line. Default: it is not kept, as the server gives each message its own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PublishTimeProperty { get; set; }

    /// <summary>Stores also what an earlier import of the same lines stored.</summary>
    [Parameter]
    public SwitchParameter Again { get; set; }

    /// <summary>Creates the stream where it does not exist, which is an error else.</summary>
    [Parameter]
    public SwitchParameter Create { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _session = OpenSession;
        _pace = Rate is { } rate ? new SendPace(rate) : null;
        try
        {
            _stream = StreamOf(Stream);
            _progress = new SlowProgress(this, $"Importing into {_stream}");
        }
        catch (GdnException e)
        {
            throw Fail(e, Stream);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        switch (ParameterSetName == Lines ? Payloads.Plain(InputObject) : null)
        {
            case FileInfo file:
                Import(file.FullName);
                break;
            case var line when ParameterSetName == Lines:
                ImportLine(line as string);
                break;
            default:
                foreach (var file in InputFiles.Resolve(SessionState.Path, ParameterSetName == Paths ? Path : LiteralPath, ParameterSetName == Paths, WriteError))
                {
                    Import(file);
                }

                break;
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_import is not null)
        {
            Finish(_import, _report!);
        }

        _progress.End();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _import?.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Import(string path)
    {
        if (!ShouldProcess(_stream.Topic, $"Import {path}"))
        {
            return;
        }

        _ = Try(path, () =>
        {
            using var file = ImportFile.Open(path);
            var report = new GdnImport(path, _stream);
            using var import = NewImport(report);
            while (Read(file, import) is { } line)
            {
                report.Lines++;
                Add(import, report, line);
                Progress(report, file);
            }

            Finish(import, report);
        });
    }

    private void ImportLine(string? line)
    {
        if (!(_takesLines ??= ShouldProcess(_stream.Topic, "Import lines")))
        {
            return;
        }

        _import ??= NewImport(_report = new GdnImport(null, _stream));
        _report!.Lines++;
        Add(_import, _report, line is null ? throw NoMessage(_import, new GdnException(GdnErrorCode.BadRequest, "it is no text"), _report.Lines) : Encoding.UTF8.GetBytes(line));
        Progress(_report, file: null);
    }

    private ReadOnlyMemory<byte>? Read(ImportFile file, MessageImport import)
    {
        try
        {
            return file.Read();
        }
        catch (GdnException e)
        {
            throw NoMessage(import, e, file.Number + 1);
        }
    }

    private void Add(MessageImport import, GdnImport report, ReadOnlyMemory<byte> line)
    {
        try
        {
            import.Add(line);
        }
        catch (GdnException e)
        {
            throw e.Code == GdnErrorCode.BadRequest ? NoMessage(import, e, report.Lines) : Ended(e);
        }
    }

    private void Finish(MessageImport import, GdnImport report)
    {
        try
        {
            import.Finish();
        }
        catch (GdnException e)
        {
            throw Ended(e);
        }

        if (report.AlreadyThere > 0)
        {
            WriteWarning($"{ErrorRecords.Counted(report.AlreadyThere, "message")} of {report.Path ?? "the lines"} {(report.AlreadyThere == 1 ? "was" : "were")} in {_stream} already, from an import of the same lines. -Again stores them once more.");
        }

        WriteObject(report);
    }

    private Exception NoMessage(MessageImport import, GdnException cause, long line) =>
        Fail(import.About(cause, line), line, "Correct the line and run it again: what is stored already is not stored twice.", "NoMessageLine");

    private Exception Ended(GdnException cause) => Fail(cause, Stream, ReceiveErrors.Todo(cause, type: null) ?? "Correct what the message names and run it again: what is stored already is not stored twice.");

    private MessageImport NewImport(GdnImport report) => new(this, NewSender, report, PublishTimeProperty, Again);

    private MessageSender NewSender(string producerName, ProducerTurn turn) =>
        new(this, _session, _stream, TimeoutSec, Create, new ProducerOptions { ProducerName = producerName, InitialSequenceId = -1, SendTimeout = TimeoutSec, StopOnFailure = true }, _pace, turn);

    private void Progress(GdnImport report, ImportFile? file)
    {
        if (_progress.IsDue)
        {
            _progress.Show($"{report.Lines:n0} lines read, {report.Imported:n0} messages stored", file?.Position ?? 0, file?.Length);
        }
    }
}
