using System.Management.Automation;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// A cmdlet that awaits asynchronous work on the pipeline thread: there is no background task to outlive it. However the pipeline ends
/// (Ctrl+C, <c>Select-Object -First</c>, a throw downstream), what is awaited is cancelled and has ended before the cmdlet has.
/// </summary>
public abstract class GdnCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Cancelled when the pipeline ends.</summary>
    internal CancellationToken Cancelled => _stop.Token;

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

    /// <summary>Waits on the pipeline thread; a stopped pipeline ends the wait as PowerShell expects it.</summary>
    internal T Await<T>(Task<T> work)
    {
        try
        {
#pragma warning disable VSTHRD002 // The pipeline thread is synchronous by PowerShell's contract; this is the one place that waits on it.
            return work.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
        }
        catch (OperationCanceledException e) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException(e.Message, e);
        }
    }

    /// <inheritdoc cref="Await{T}(Task{T})"/>
    internal void Await(Task work) => Await(WithoutResultAsync(work));

    /// <inheritdoc cref="Await{T}(Task{T})"/>
    internal void Await(ValueTask work)
    {
        if (!work.IsCompletedSuccessfully)
        {
            Await(work.AsTask());
        }
    }

    /// <summary>Waits on the pipeline thread, and tells meanwhile what happens to the connection.</summary>
    internal void Await(Task work, ConnectionWatch watch)
    {
        while (!work.IsCompleted)
        {
            watch.Tell(this);
            _ = Await(Task.WhenAny(work, watch.Noted));
        }

        watch.Tell(this);
        Await(work);
    }

    /// <summary>Asks as PowerShell does; names of others have no effect on the terminal.</summary>
    private protected new bool ShouldProcess(string target, string action) => base.ShouldProcess(DisplayText.Of(target), action);

    /// <summary>Asks as ShouldProcess does, but with <paramref name="force"/> only where -Confirm is given; -WhatIf counts in any case.</summary>
    private protected bool ShouldProcess(string target, string action, bool force)
    {
        if (!force || IsBoundAndOn("Confirm") || IsBoundAndOn("WhatIf") || (!MyInvocation.BoundParameters.ContainsKey("WhatIf") && LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"))))
        {
            return ShouldProcess(target, action);
        }

        WriteVerbose($"{action}: {DisplayText.Of(target)}");
        return true;
    }

    /// <summary>Does one thing; where it fails, the error is about <paramref name="target"/>, in words about <paramref name="about"/>, and the pipeline goes on.</summary>
    private protected bool Try(object? target, Action action, string? about = null)
    {
        try
        {
            action();
            return true;
        }
        catch (GdnException e)
        {
            WriteError(ErrorRecords.Of((about ?? target as string) is { } name ? About(name, e) : e, target));
            return false;
        }
    }

    /// <summary>Ends the pipeline with an error: nothing later could succeed.</summary>
    private protected Exception Fail(GdnErrorCode code, string message, object? target = null) => Fail(new GdnException(code, message), target);

    /// <inheritdoc cref="Fail(GdnErrorCode, string, object?)"/>
    private protected Exception Fail(GdnException error, object? target, string? todo = null, string? id = null)
    {
        ThrowTerminatingError(ErrorRecords.Of(error, target, todo, id));
        return error;
    }

    /// <summary>A server's answer does not always say what it is about.</summary>
    private static GdnException About(string name, GdnException error) => error.Status == 0 || error.Message.Contains(name)
        ? error
        : new GdnException(error.Code, $"{DisplayText.Of(name)}: {error.Message}", error) { Status = error.Status, RequestId = error.RequestId };

    private bool IsBoundAndOn(string parameter) => MyInvocation.BoundParameters.TryGetValue(parameter, out var value) && value is SwitchParameter { IsPresent: true };

    private static async Task<bool> WithoutResultAsync(Task work)
    {
        await work.ConfigureAwait(false);
        return true;
    }
}
