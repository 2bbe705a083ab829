using System.Diagnostics;
using System.Management.Automation;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Tells the pipeline how messages ended: receipts, errors, and progress where it takes long.</summary>
internal sealed class SendReport(Cmdlet cmdlet, MessageSender sender, bool withReceipts)
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(500);
    private readonly Stopwatch _elapsed = Stopwatch.StartNew();
    private TimeSpan _next = Long;

    /// <summary>Writes what has ended since the last call. Messages that one lost connection took are one error.</summary>
    public void Write()
    {
        List<object?>? inputs = null;
        GdnException? reason = null;
        while (sender.TryTakeEnded(out var ended))
        {
            if (ended.Result.Error is { Code: GdnErrorCode.Timeout or GdnErrorCode.ConnectionLost or GdnErrorCode.ConnectionFailed or GdnErrorCode.Closed } lost)
            {
                if (reason is not null && (reason.Code, reason.Message) != (lost.Code, lost.Message))
                {
                    WriteLost(reason, inputs!);
                    inputs = null;
                }

                reason = lost;
                (inputs ??= []).Add(ended.Input);
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

        if (reason is not null)
        {
            WriteLost(reason, inputs!);
        }
    }

    /// <summary>Shows how far it is, where it takes longer than two seconds.</summary>
    /// <param name="file">What is being read; null where nobody knows how much will come.</param>
    public void Progress(Stream? file = null)
    {
        if (_elapsed.Elapsed < _next)
        {
            return;
        }

        _next = _elapsed.Elapsed + Often;
        cmdlet.WriteProgress(new ProgressRecord(0, $"Sending to {sender.Stream}", $"{sender.Accepted:n0} messages")
        {
            PercentComplete = file is { Length: > 0 } ? (int)(100 * file.Position / file.Length) : -1,
        });
    }

    private void WriteLost(GdnException reason, List<object?> inputs) => cmdlet.WriteError(ErrorRecords.Of(
        inputs.Count == 1 ? reason : new GdnException(reason.Code, $"{inputs.Count:n0} messages were not stored, as far as is known. {reason.Message}", reason),
        inputs.Count == 1 ? inputs[0] : inputs.ToArray(),
        "Check that the server runs and can be reached, and send them again: TargetObject has them. -TimeoutSec waits longer.",
        reason.Code.ToString()));
}
