using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>
/// Runs inside a worker's runspace, one call for as long as the worker lives: a pipeline of its own for each message would cost more than most
/// handlers do. What ends it early is that the pipeline is stopped.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "GdnHandlerLoop")]
internal sealed class HandlerLoop : PSCmdlet
{
    /// <summary>Whose loop it is.</summary>
    [Parameter(Mandatory = true)]
    public HandlerWorker Worker { get; set; } = null!;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var script = Worker.Settings.Script.Block;
        object?[] arguments = [null, .. Worker.Settings.Arguments];
        while (Worker.Next() is { } work)
        {
            arguments[0] = work.Message;
            try
            {
                SessionState.PSVariable.Set("_", work.Message);
                Worker.Succeeded(work, script.Invoke(arguments));
            }
            catch (PipelineStoppedException)
            {
                Worker.Stopped(work);
                throw;
            }
            catch (Exception e)
            {
                Worker.Failed(work, e);
            }
        }
    }
}
