using System.Management.Automation;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Counts what became of the messages, shows how far it is, and tells what failed.</summary>
/// <param name="cmdlet">Whose pipeline it tells.</param>
/// <param name="source">What the messages come from.</param>
/// <param name="result">Is written at the end.</param>
internal sealed class TransferReport(GdnCmdlet cmdlet, string source, GdnTransfer result)
{
    private readonly SlowProgress _progress = new(cmdlet, $"{cmdlet.MyInvocation.MyCommand.Name} from {source}");
    private long _tooOften;
    private long _withoutOrigin;
    private string? _why;

    /// <summary>All messages that stay come again, and are counted again.</summary>
    public void BeginAgain()
    {
        (result.Skipped, result.Failed) = (0, 0);
        (_tooOften, _withoutOrigin) = (0, 0);
    }

    /// <summary>A message stays where it is, as it should.</summary>
    public void Skip() => result.Skipped++;

    /// <summary>A message stays where it is, as it was moved too often.</summary>
    public void SkipTooOften()
    {
        result.Skipped++;
        _tooOften++;
    }

    /// <summary>A message stays where it is, as nobody knows where it came from.</summary>
    public void FailWithoutOrigin(string why)
    {
        result.Failed++;
        _withoutOrigin++;
        _why ??= why;
    }

    /// <summary>A message stays where it is, as its target takes none; that was told.</summary>
    public void FailAgain() => result.Failed++;

    /// <summary>A message could not be sent.</summary>
    public void Fail(GdnMessage message, GdnException error)
    {
        result.Failed++;
        cmdlet.WriteError(ErrorRecords.Of(error, message));
    }

    /// <summary>Takes the messages of a sender that have ended.</summary>
    /// <param name="sender">The sender.</param>
    /// <param name="stored">Called for each message that is at its target.</param>
    /// <exception cref="GdnException">Some were not stored, and why.</exception>
    public void Take(MessageSender sender, Action<GdnMessage>? stored = null)
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
            else
            {
                result.Arrived(sender.Stream, GdnReceipt.IsOfDuplicate(ended.Result.Id));
                stored?.Invoke((GdnMessage)ended.Input!);
            }
        }

        if (cause is not null)
        {
            result.Failed += failed;
            throw SendReport.NotStored(sender, failed, cause);
        }
    }

    /// <summary>Shows how far it is, where it takes longer than two seconds.</summary>
    public void Progress()
    {
        if (_progress.IsDue)
        {
            _progress.Show($"{result.Stored:n0} messages stored, {result.Skipped:n0} skipped, {result.Failed:n0} failed");
        }
    }

    /// <summary>Writes what stays for a reason that somebody should know, and the result.</summary>
    /// <param name="mostMoves">How often a message may be moved.</param>
    public void End(int mostMoves)
    {
        _progress.End();
        if (_tooOften > 0)
        {
            cmdlet.WriteError(ErrorRecords.Of(
                new GdnException(GdnErrorCode.LimitExceeded, $"{ErrorRecords.Counted(_tooOften, "message")} of {source} {(_tooOften == 1 ? "stays, as it was" : "stay, as they were")} moved {mostMoves} times already and came back."),
                source,
                "Find out why they fail. -MaxRedrive allows more moves.",
                "RedriveLimit"));
        }

        if (_withoutOrigin > 0)
        {
            cmdlet.WriteError(ErrorRecords.Of(
                new GdnException(GdnErrorCode.BadRequest, $"{ErrorRecords.Counted(_withoutOrigin, "message")} of {source} {(_withoutOrigin == 1 ? "stays" : "stay")}: {_why}"),
                source,
                "Give the stream that they are to go to with -Destination.",
                "NoOrigin"));
        }

        cmdlet.WriteObject(result);
    }
}
