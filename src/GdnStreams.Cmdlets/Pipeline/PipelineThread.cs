using System.Collections.Concurrent;
using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>What asynchronous work may do on the pipeline thread.</summary>
internal sealed class PipelineThread(Cmdlet cmdlet, BlockingCollection<Action> actions, CancellationToken stopping)
{
    /// <summary>Cancelled when the pipeline ends.</summary>
    public CancellationToken Stopping { get; } = stopping;

    /// <summary>Writes an object; completes once the pipeline below has processed it, and throws what that threw.</summary>
    public Task WriteAsync(object value) => InvokeAsync(() => cmdlet.WriteObject(value));

    /// <summary>Writes an error that does not end the pipeline.</summary>
    public Task WriteErrorAsync(ErrorRecord error) => InvokeAsync(() => cmdlet.WriteError(error));

    /// <summary>Makes a session the runspace's current one and writes it.</summary>
    public Task MakeCurrentAsync(Client.GdnSession session) => InvokeAsync(() =>
    {
        RunspaceSessions.Current = session;
        cmdlet.WriteObject(session);
    });

    private async Task InvokeAsync(Action action)
    {
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        actions.Add(
            () =>
            {
                try
                {
                    action();
                    done.TrySetResult(true);
                }
                catch (Exception e)
                {
                    done.TrySetException(e);
                    throw;
                }
            },
            Stopping);
        await done.Task.ConfigureAwait(false);
    }
}
