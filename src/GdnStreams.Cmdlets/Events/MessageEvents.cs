using System.Management.Automation;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// Raises an event of PowerShell for each message of a subscription, until it is unregistered. With an action the next event follows when the
/// action of the last one has ended, which acknowledges its message or gives it back. Without one, as many messages as the window takes are in the
/// queue of events, and whoever takes them confirms them.
/// </summary>
internal sealed class MessageEvents : IAsyncDisposable
{
    /// <summary>Runs the action so that its end is seen, and shows its error as an error of the shell.</summary>
    private const string Wrapper = "$EventArgs.Run($Event, $EventSubscriber); if ($EventArgs.Failure) { Write-Error -ErrorRecord $EventArgs.Failure -ErrorAction Continue }";

    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _stop = new();
    private readonly HandlerSource _source;
    private readonly PSEventManager _events;
    private readonly ScriptBlock? _action;
    private readonly RunspaceHoldings _holdings = RunspaceHoldings.Current;
    private readonly GdnMessageEventSource _raised;
    private Task _loop = Task.CompletedTask;
    private int _disposed;

    /// <summary>Registers the event; on the pipeline thread. Nothing is raised before <see cref="Start"/>.</summary>
    /// <param name="source">The subscription, connected.</param>
    /// <param name="events">Events of the runspace.</param>
    /// <param name="identifier">Name of the event.</param>
    /// <param name="action">What to run; null queues the events.</param>
    /// <param name="data">What each event carries besides.</param>
    /// <param name="count">After how many events it is unregistered; 0 is never.</param>
    public MessageEvents(HandlerSource source, PSEventManager events, string identifier, ScriptBlock? action, PSObject? data, int count)
    {
        (_source, _events, _action) = (source, events, action);

        // It has to be an event of an object: only of these PowerShell tells that they are unregistered.
        _raised = new GdnMessageEventSource(source.Stream.Name, source.Subscription);
        Subscriber = events.SubscribeEvent(_raised, nameof(GdnMessageEventSource.MessageReceived), identifier, data, action is null ? null : ScriptBlock.Create(Wrapper), supportEvent: false, forwardEvent: false, count);
        Subscriber.Unsubscribed += (_, _) => _ = Task.Run(async () => await DisposeAsync().ConfigureAwait(false));
        _holdings.Add(this);
    }

    public PSEventSubscriber Subscriber { get; }

    public void Start() => _loop = Task.Run(RaiseAsync);

    /// <summary>Unregisters the event and disconnects; what was not acknowledged is delivered again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _holdings.Remove(this);
        _stop.Cancel();
        await _loop.ConfigureAwait(false);
        await _source.CloseAsync(FlushLimit).ConfigureAwait(false);
        if (_events.Subscribers.Contains(Subscriber))
        {
            _events.UnsubscribeEvent(Subscriber);
        }

        _stop.Dispose();
    }

    private async Task RaiseAsync()
    {
        try
        {
            while (true)
            {
                await RaiseOneAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Unregistered.
        }
        catch (GdnException e)
        {
            // The subscription cannot be received any more. Whoever looks at the job sees why; without a job, who waits for an event gets a last one.
            var failure = ErrorRecords.Of(e, _source.Subscription);
            if (Subscriber.Action is { } job)
            {
                job.Error.Add(failure);
            }
            else
            {
                _raised.Raise(new GdnMessageEventArgs(failure));
            }

            _ = Task.Run(async () => await DisposeAsync().ConfigureAwait(false));
        }
    }

    private async Task RaiseOneAsync()
    {
        GdnMessage? message;
        try
        {
            message = await _source.ReceiveAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (GdnException e) when (HandlerSource.IsPassing(e.Code))
        {
            await _source.ReopenAsync(_stop.Token).ConfigureAwait(false);
            return;
        }

        if (message is null)
        {
            return;
        }

        var happened = new GdnMessageEventArgs(message, _action);
        _raised.Raise(happened);
        if (_action is null)
        {
            _source.Release(message);
            return;
        }

        if (await EndedWellAsync(happened).ConfigureAwait(false))
        {
            _source.Acknowledge(message);
        }
        else
        {
            await _source.DenyAsync(message).ConfigureAwait(false);
        }
    }

    /// <summary>Whether the action has ended well. One that runs while its event is unregistered may still end.</summary>
    private async Task<bool> EndedWellAsync(GdnMessageEventArgs happened)
    {
        var stopped = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using (_stop.Token.Register(() => stopped.TrySetResult(false)))
        {
            await Task.WhenAny(happened.Handled, stopped.Task).ConfigureAwait(false);
        }

        if (happened.HasBegun)
        {
            await Task.WhenAny(happened.Handled, Task.Delay(EndLimit)).ConfigureAwait(false);
        }

        return happened.Handled.IsCompleted && await happened.Handled.ConfigureAwait(false);
    }
}
