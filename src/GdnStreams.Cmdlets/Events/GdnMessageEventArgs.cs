using System.Collections.ObjectModel;
using System.Management.Automation;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>A message that has come, for an action (<c>$EventArgs</c>) or in the queue of events (<c>SourceEventArgs</c>); there, the last one may say why no more come.</summary>
public sealed class GdnMessageEventArgs : EventArgs
{
    private readonly ScriptBlock? _action;
    private readonly TaskCompletionSource<bool> _handled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile bool _hasBegun;

    internal GdnMessageEventArgs(GdnMessage message, ScriptBlock? action) => (Message, _action) = (message, action);

    internal GdnMessageEventArgs(ErrorRecord failure) => Failure = failure;

    /// <summary>The message; null in the queue's last event where no more can come.</summary>
    public GdnMessage? Message { get; }

    /// <summary>What the action failed with, or why no more messages come; null where nothing has failed.</summary>
    public ErrorRecord? Failure { get; private set; }

    /// <summary>Whether the action has begun.</summary>
    internal bool HasBegun => _hasBegun;

    /// <summary>Ends with the action: whether it went well.</summary>
    internal Task<bool> Handled => _handled.Task;

    /// <summary>Runs the action of Register-GdnMessageEvent; PowerShell calls it. A message is acknowledged when it returns.</summary>
    /// <param name="raised">The event.</param>
    /// <param name="subscriber">The subscriber.</param>
    public Collection<PSObject> Run(PSEventArgs raised, PSEventSubscriber subscriber)
    {
        _ = raised ?? throw new ArgumentNullException(nameof(raised));
        var succeeded = false;
        _hasBegun = true;
        try
        {
            var output = _action!.InvokeWithContext(
                null,
                [new PSVariable("_", Message), new PSVariable("Event", raised), new PSVariable("EventSubscriber", subscriber), new PSVariable("Sender", raised.Sender), new PSVariable("EventArgs", this)],
                raised.SourceArgs);
            succeeded = true;
            return output;
        }
        catch (Exception e) when (e is not PipelineStoppedException)
        {
            // A job whose action throws runs none again.
            Failure = (e as IContainsErrorRecord)?.ErrorRecord ?? ErrorRecords.Of(new GdnException(GdnErrorCode.Internal, e.Message, e), Message);
            return [];
        }
        finally
        {
            _handled.TrySetResult(succeeded);
        }
    }
}
