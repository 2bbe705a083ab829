using System.Collections.Concurrent;
using System.Management.Automation;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// Runs asynchronous work from a cmdlet: the work is on the pool, everything that touches the cmdlet runs on the pipeline thread.
/// However the pipeline ends (Ctrl+C, <c>Select-Object -First</c>, a throw downstream), the work is cancelled and awaited.
/// </summary>
public abstract class AsyncCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Cancelled when the pipeline ends in any way.</summary>
    protected CancellationToken Cancelled => _stop.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>The only end that every pipeline reaches.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stop.Cancel();
            _stop.Dispose();
        }
    }

    /// <summary>Runs work to its end; a failure becomes an error about <paramref name="target"/>, terminating only if asked.</summary>
    private protected void Run(Func<PipelineThread, Task> work, object? target, bool terminating = false)
    {
        try
        {
            Pump(work);
        }
        catch (GdnException e)
        {
            var record = ErrorRecords.Of(e, target);
            if (terminating)
            {
                ThrowTerminatingError(record);
            }

            WriteError(record);
        }
        catch (OperationCanceledException e) when (Cancelled.IsCancellationRequested)
        {
            throw new PipelineStoppedException(e.Message, e);
        }
    }

    private void Pump(Func<PipelineThread, Task> work)
    {
        using var actions = new BlockingCollection<Action>();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var thread = new PipelineThread(this, actions, cancel.Token);
        var running = Task.Run(async () =>
        {
            try
            {
                await work(thread).ConfigureAwait(false);
            }
            finally
            {
                actions.CompleteAdding();
            }
        });
        try
        {
            foreach (var action in actions.GetConsumingEnumerable())
            {
                action();
            }
        }
        catch
        {
            // The pipeline below ended: the work is stopped and awaited before that goes on, so that nothing of it stays behind.
            cancel.Cancel();
            ((IAsyncResult)running).AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(5));
            throw;
        }

#pragma warning disable VSTHRD002 // The pipeline thread is synchronous by PowerShell's contract, and the work has ended here.
        running.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
    }
}
