using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// Sends lines as messages, in order, block by block: a block is read as a whole before any of it is sent, and its messages are stored before the next
/// begins.
/// </summary>
/// <param name="cmdlet">Whose pipeline thread waits.</param>
/// <param name="open">A sender for the producer of this name.</param>
/// <param name="report">Counts.</param>
/// <param name="publishTimeProperty">The property that takes the publish time of the line; null does not keep it.</param>
/// <param name="again">Whether to store also what an earlier import stored.</param>
internal sealed class MessageImport(GdnCmdlet cmdlet, Func<string, ProducerTurn, MessageSender> open, GdnImport report, string? publishTimeProperty, bool again) : IDisposable
{
    private readonly string _suffix = again ? "-" + Guid.NewGuid().ToString("n") : "";
    private ImportBlock _block = new(0);
    private long _blocks;
    private long _lastSent;

    /// <summary>Adds the next line.</summary>
    /// <exception cref="GdnException">BadRequest: it is no message, and why; nothing of its block is sent. Or why the sending ended.</exception>
    public void Add(ReadOnlyMemory<byte> text)
    {
        if (text.Length > 0)
        {
            _block.Add(report.Lines, text, Message(MessageLine.Read(text)));
            if (_block.IsFull)
            {
                Finish();
            }
        }
    }

    /// <summary>Sends what is left.</summary>
    /// <exception cref="GdnException">Why the sending ended.</exception>
    public void Finish()
    {
        if (_block.Messages.Count > 0)
        {
            Send();
            _lastSent = report.Lines;
            _block.Dispose();
            _block = new ImportBlock(++_blocks);
        }
    }

    /// <summary>An error about the line at which the import ends.</summary>
    public GdnException About(GdnException cause, long line) => new(
        cause.Code,
        $"Line {line}{(report.Path is { } path ? $" of {path}" : "")} is no message: {cause.Message}. {(_lastSent == 0 ? "Nothing is imported." : $"The lines up to {_lastSent} are imported, and none behind them.")}",
        cause);

    /// <inheritdoc/>
    public void Dispose() => _block.Dispose();

    private void Send()
    {
        using var sender = open(_block.ProducerName() + _suffix, _blocks == 0 ? ProducerTurn.First : ProducerTurn.Later);
        foreach (var (line, message) in _block.Messages)
        {
            try
            {
                sender.Send(message, line);
            }
            catch (GdnException e) when (e.Code is GdnErrorCode.MessageTooLarge or GdnErrorCode.BadRequest)
            {
                Tell(line, e);
            }

            Take(sender);
        }

        sender.Finish();
        Take(sender);
    }

    private void Take(MessageSender sender)
    {
        GdnException? cause = null;
        var failed = 0;
        while (sender.TryTakeEnded(out var ended))
        {
            if (ended.Result.Error is { } error)
            {
                cause ??= error;
                failed++;
            }
            else if (GdnReceipt.IsOfDuplicate(ended.Result.Id))
            {
                report.AlreadyThere++;
            }
            else
            {
                report.Imported++;
            }
        }

        if (cause is not null)
        {
            report.Failed += failed;
            throw SendReport.NotStored(sender, failed, cause);
        }
    }

    /// <summary>A message that the wire does not take. It would not take it in another run either, so that the numbers of the others are the same there.</summary>
    private void Tell(long line, GdnException error)
    {
        report.Failed++;
        cmdlet.WriteError(ErrorRecords.Of(
            new GdnException(error.Code, $"Line {line}{(report.Path is { } path ? $" of {path}" : "")} is not imported: {error.Message}", error),
            line,
            "The others go on. Correct it, and import it from a file of its own."));
    }

    private OutgoingMessage Message(MessageLine line)
    {
        var properties = line.Parts.Properties;
        if (publishTimeProperty is not null && line.PublishTime is { } time)
        {
            var all = new Dictionary<string, string>(StringComparer.Ordinal) { [publishTimeProperty] = Payloads.Text(time) };
            foreach (var pair in properties ?? ConsumerMessage.NoProperties)
            {
                all[pair.Key] = pair.Value;
            }

            properties = all;
        }

        return new OutgoingMessage { Payload = line.Parts.Payload, Key = line.Parts.Key, Properties = properties, EventTime = line.Parts.EventTime };
    }
}
