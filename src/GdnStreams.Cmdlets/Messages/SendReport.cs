using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Tells the pipeline how messages ended: receipts, errors, and progress where it takes long.</summary>
internal sealed class SendReport(GdnCmdlet cmdlet, MessageSender sender, TimeSpan timeout, bool withReceipts)
{
    private readonly SlowProgress _progress = new(cmdlet, $"Sending to {sender.Stream}");

    /// <summary>Messages that were not stored, as one error.</summary>
    public static GdnException NotStored(MessageSender sender, long messages, GdnException cause) => new(
        cause.Code,
        $"{ErrorRecords.Counted(messages, "message")} to {sender.Stream} {(messages == 1 ? "is" : "are")} not known to be stored: {cause.Message} {(cause.Code == GdnErrorCode.Timeout ? sender.Interruption?.Message : "")}".TrimEnd(),
        cause);

    /// <summary>Writes what has ended since the last call. Messages that waited in vain for one server are one error.</summary>
    public void Write()
    {
        cmdlet.TellExchanges();
        List<object?>? late = null;
        while (sender.TryTakeEnded(out var ended))
        {
            if (ended.Result.Error is { Code: GdnErrorCode.Timeout })
            {
                (late ??= []).Add(ended.Input);
            }
            else if (ended.Result.Error is { } error)
            {
                cmdlet.WriteError(ErrorRecords.Of(error, ended.Input));
            }
            else if (withReceipts)
            {
                cmdlet.WriteObject(new GdnReceipt(sender.Stream, ended.Result.Id, ended.Input));
            }
        }

        if (late is not null)
        {
            cmdlet.WriteError(ErrorRecords.OfLate(late, sender.Stream, timeout, sender.Interruption));
        }
    }

    /// <summary>Shows how far it is, where it takes longer than two seconds.</summary>
    /// <param name="file">What is being read; null where nobody knows how much will come.</param>
    public void Progress(Stream? file = null)
    {
        if (_progress.IsDue)
        {
            _progress.Show($"{sender.Accepted:n0} messages", file?.Position ?? 0, file?.Length);
        }
    }

    /// <summary>Writes the rest, and takes the progress from the screen.</summary>
    public void End()
    {
        Write();
        _progress.End();
    }
}
