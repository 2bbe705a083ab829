using System.Management.Automation;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Writes messages to a file, one line of JSON each, from which Import-GdnMessage makes the same messages again.</summary>
[Cmdlet(VerbsData.Export, "GdnMessage", DefaultParameterSetName = StreamSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(GdnExport))]
public sealed class ExportGdnMessage : RangeCmdlet
{
    private const string ObjectSet = "InputObject";
    private ExportFile? _file;
    private ExportReceipts _receipts = null!;
    private MessageFilter? _filter;
    private long _count;
    private string? _first;
    private string? _last;
    private SlowProgress? _progress;

    /// <summary>Messages that were received or read.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ObjectSet)]
    [ValidateNotNull]
    public GdnMessage? InputObject { get; set; }

    /// <summary>The file. Its directory must exist.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The file, whose name is taken as it is.</summary>
    [Parameter]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string? LiteralPath { get; set; }

    /// <summary>Goes on with a file that exists: behind its last whole line and, where a stream is read, behind the message of that line.</summary>
    [Parameter]
    public SwitchParameter Append { get; set; }

    /// <summary>Compresses with gzip. A file that is gone on with stays as it is.</summary>
    [Parameter]
    public SwitchParameter Compress { get; set; }

    /// <summary>Begins a file that exists anew.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            if (ParameterSetName == ObjectSet)
            {
                ExportOne(InputObject!);
            }
            else
            {
                ExportStream();
            }
        }
        catch (GdnException e)
        {
            throw Fail(e, _file?.Path ?? Path ?? LiteralPath ?? Stream, e.Code == GdnErrorCode.Unavailable ? "Free space or correct the path, and run it again with -Append." : null);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_file is null)
        {
            return;
        }

        try
        {
            _file.Sync();
        }
        catch (GdnException e)
        {
            throw Fail(e, _file.Path, "Free space or correct the path, and run it again with -Append.");
        }

        _progress?.End();
        WriteObject(new GdnExport(_file.Path, _count, _file.Length, _first, _last ?? _file.Last?.MessageId));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && _file is not null)
        {
            try
            {
                _file.Sync(); // Also where the pipeline was stopped: what was read need not be read again.
            }
            catch (GdnException)
            {
                // EndProcessing has told it, or the file is closed.
            }

            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    private void ExportStream()
    {
        // Whatever is wrong with the rest is told before a file is made or begun anew.
        var session = OpenSession;
        var stream = StreamOf(Stream);
        _ = Messages(session, stream);
        Await(KnownStreams.EnsureAsync(session, stream, create: false, Cancelled));
        if (Open() is not { } file)
        {
            return;
        }

        MessagePlace? behind = null;
        if (file.Last is { } last)
        {
            if (last.Stream is { } other && other != stream.Topic)
            {
                throw new GdnException(GdnErrorCode.BadRequest, $"The last message of {file.Path} is one of {other}, so that nobody knows where to go on in {stream}. Give another file, or pipe the messages.");
            }

            var id = new MessageId(last.MessageId ?? throw new GdnException(GdnErrorCode.BadRequest, $"The last line of {file.Path} has no message id, so that nobody knows where to go on. Give another file."));
            (behind, From) = (MessagePlace.Of(id), GdnPosition.Of(id));
        }

        foreach (var message in Messages(session, stream))
        {
            if (behind is null || MessagePlace.Of(message.Id).IsAfter(behind.Value))
            {
                Write(file, message);
            }
        }
    }

    private void ExportOne(GdnMessage message)
    {
        // A received message that the pipeline works on is acknowledged when its line is on the disk, and only then.
        var delivery = Delivery.Current;
        delivery?.Begin();
        var (isWritten, isUnwanted) = (false, false);
        try
        {
            _filter ??= Filter();
            if (Open() is { } file)
            {
                isUnwanted = _filter is not null && !_filter.Takes(message);
                if (!isUnwanted)
                {
                    Write(file, message);
                    isWritten = true;
                }
            }
        }
        finally
        {
            if (delivery is not null && isWritten)
            {
                _receipts.Add(delivery);
            }
            else
            {
                delivery?.End(isUnwanted);
            }
        }
    }

    private void Write(ExportFile file, GdnMessage message)
    {
        file.Write(message);
        _count++;
        _first ??= message.MessageId;
        _last = message.MessageId;
        _progress ??= new SlowProgress(this, $"Writing {file.Path}", id: 1);
        if (_progress.IsDue)
        {
            _progress.Show($"{_count:n0} messages, up to {message.PublishTime.ToLocalTime():g}");
        }
    }

    /// <summary>The file, opened with the first message; null where nothing is to be written.</summary>
    private ExportFile? Open()
    {
        if (_file is not null)
        {
            return _file;
        }

        if ((Path is null) == (LiteralPath is null))
        {
            throw new GdnException(GdnErrorCode.BadRequest, "Give the file with -Path or with -LiteralPath.");
        }

        if (ParameterSetName == ObjectSet && MaxScanned is not null)
        {
            throw new GdnException(GdnErrorCode.BadRequest, "-MaxScanned bounds the reading of a stream, and piped messages are read already. Leave it out.");
        }

        if (Append && Force)
        {
            throw new GdnException(GdnErrorCode.BadRequest, "-Append goes on with a file, and -Force begins it anew. Leave one of them out.");
        }

        var path = OutputFile.Resolve(SessionState.Path, Path ?? LiteralPath!, wildcards: Path is not null);
        if (!ShouldProcess(path, "Export messages"))
        {
            return null;
        }

        _file = ExportFile.Open(path, Append, Force, Compress);
        _receipts = new ExportReceipts(_file);
        WriteVerbose(_file.Last is { } last ? $"Going on with {path} behind the message {last.MessageId}." : $"Writing {path}.");
        return _file;
    }
}
