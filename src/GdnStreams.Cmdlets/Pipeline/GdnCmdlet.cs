using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// A cmdlet that awaits asynchronous work on the pipeline thread: there is no background task to outlive it. However the pipeline ends
/// (Ctrl+C, <c>Select-Object -First</c>, a throw downstream), what is awaited is cancelled and has ended before the cmdlet has. After Ctrl+C
/// alone it is left after a moment where it has not: closing connections waits for seconds for a server that is frozen.
/// </summary>
public abstract class GdnCmdlet : PSCmdlet, IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(3);
    private static readonly string[] AskingParameters = ["WhatIf", "Confirm", "Verbose", "Debug"];
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(0.4);
    private readonly CancellationTokenSource _stop = new();
    private DebugLines? _debug;
    private bool? _showsDebug;
    private ShownProgress? _progress;

    /// <summary>Cancelled when the pipeline ends.</summary>
    internal CancellationToken Cancelled => _stop.Token;

    /// <summary>What it shows of its progress.</summary>
    internal ShownProgress Shown => _progress ??= new ShownProgress(this);

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
            _debug?.Dispose();
            _progress?.Dispose();
            _stop.Cancel();
            _stop.Dispose();
        }
    }

    /// <summary>Waits on the pipeline thread; a stopped pipeline ends the wait as PowerShell expects it. With -Debug it shows meanwhile what is exchanged.</summary>
    internal T Await<T>(Task<T> work)
    {
        if (_debug is { } debug)
        {
            TellExchangesUntil(work, debug);
        }

        return Wait(work);
    }

    /// <summary>Waits also where the pipeline is stopped, for work that has an end of its own.</summary>
    internal T AwaitEnd<T>(Task<T> work) => Result(work);

    /// <inheritdoc cref="AwaitEnd{T}(Task{T})"/>
    internal void AwaitEnd(Task work) => AwaitEnd(WithoutResultAsync(work));

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

    /// <summary>Waits for a server's first answer, and warns where it does not come soon: a server that is lost may never say so.</summary>
    /// <param name="work">Ends with the answer, or with the longest wait for it.</param>
    /// <param name="what">What waits.</param>
    internal T AwaitAnswer<T>(Task<T> work, string what)
    {
        if (!Await(IsDoneAsync(work, Soon)))
        {
            WriteWarning($"{what} waits for the server, which has not answered for {Soon.TotalSeconds:0} s.");
        }

        return Await(work);
    }

    /// <summary>Shows with -Debug what a session exchanges with its service, until the cmdlet ends.</summary>
    private protected void ShowExchanges(WireTrace trace)
    {
        if (_showsDebug ??= MyInvocation.BoundParameters.ContainsKey("Debug") ? IsBoundAndOn("Debug") : IsShown(GetVariableValue("DebugPreference")))
        {
            (_debug ??= new DebugLines()).Watch(trace);
        }
    }

    /// <summary>The same for a session that is to be opened.</summary>
    private protected GdnSessionOptions Traced(GdnSessionOptions options)
    {
        options = options with { Trace = new WireTrace() };
        ShowExchanges(options.Trace);
        return options;
    }

    /// <summary>Writes what -Debug shows and was exchanged since the last call; on the pipeline thread.</summary>
    internal void TellExchanges() => _debug?.Write(this);

    private void TellExchangesUntil(Task work, DebugLines debug)
    {
        try
        {
            bool hasEnded;
            do
            {
                hasEnded = work.IsCompleted;
                debug.Write(this);
                if (!hasEnded)
                {
                    _ = Wait(Task.WhenAny(work, debug.Noted));
                }
            }
            while (!hasEnded);
        }
        catch
        {
            // Nothing more can be written, as the pipeline ends. What was begun has to end before it.
            _debug = null;
            debug.Dispose();
            _stop.Cancel();
            _ = Result(Task.WhenAny(work));
            throw;
        }
    }

    private T Wait<T>(Task<T> work) => HasEnded(work) ? Result(work) : throw new PipelineStoppedException();

#pragma warning disable VSTHRD002 // The pipeline thread is synchronous by PowerShell's contract; here alone is waited on it.
    private T Result<T>(Task<T> work)
    {
        try
        {
            return work.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException e) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException(e.Message, e);
        }
    }

    /// <summary>Waits until it has ended, however; false where the pipeline was stopped and it has not ended a moment later.</summary>
    private bool HasEnded(Task work)
    {
        if (work.IsCompleted)
        {
            return true;
        }

        Task[] only = [work];
        try
        {
            _ = Task.WaitAny(only, _stop.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return Task.WaitAny(only, Moment) == 0;
        }
    }
#pragma warning restore VSTHRD002

    /// <summary>Says what it does. Where -Debug alone is given, it is a debug line: PowerShell would ask after each verbose one.</summary>
    internal new void WriteVerbose(string? text)
    {
        if (IsBoundAndOn("Debug") && !MyInvocation.BoundParameters.ContainsKey("Verbose"))
        {
            WriteDebug(text);
        }
        else
        {
            base.WriteVerbose(text);
        }
    }

    /// <summary>Asks as PowerShell does; names of others have no effect on the terminal.</summary>
    private protected new bool ShouldProcess(string target, string action) => base.ShouldProcess(DisplayText.Of(target), action);

    /// <summary>
    /// Whether ShouldProcess of a cmdlet of low impact would show or ask anything. It makes a sentence for each input also where nobody sees it, which costs more than to send a message.
    /// PowerShell looks at the preferences once, too.
    /// </summary>
    private protected bool ShouldProcessTells() =>
        AskingParameters.Any(MyInvocation.BoundParameters.ContainsKey)
        || LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"))
        || IsShown(GetVariableValue("VerbosePreference"))
        || !LanguagePrimitives.TryConvertTo(GetVariableValue("ConfirmPreference"), out ConfirmImpact asked) || asked == ConfirmImpact.Low;

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

    /// <summary>What to do about an error where this cmdlet knows it better than the code says; null where it does not.</summary>
    private protected virtual string? Todo(GdnException error) => null;

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
            Tell(e, target, about);
            return false;
        }
    }

    /// <summary>Writes an error about <paramref name="target"/>, in words about <paramref name="about"/>, and the pipeline goes on.</summary>
    private protected void Tell(GdnException error, object? target, string? about = null) =>
        WriteError(ErrorRecords.Of((about ?? target as string) is { } name ? About(name, error) : error, target, Todo(error)));

    /// <summary>Ends the pipeline with an error: nothing later could succeed.</summary>
    private protected Exception Fail(GdnErrorCode code, string message, object? target = null) => Fail(new GdnException(code, message), target);

    /// <inheritdoc cref="Fail(GdnErrorCode, string, object?)"/>
    private protected Exception Fail(GdnException error, object? target, string? todo = null, string? id = null)
    {
        ThrowTerminatingError(ErrorRecords.Of(error, target, todo ?? Todo(error), id));
        return error;
    }

    /// <summary>A server's answer does not always say what it is about.</summary>
    private static GdnException About(string name, GdnException error) => error.Status == 0 || error.Message.Contains(name)
        ? error
        : new GdnException(error.Code, $"{DisplayText.Of(name)}: {error.Message}", error) { Status = error.Status, RequestId = error.RequestId };

    private bool IsBoundAndOn(string parameter) => MyInvocation.BoundParameters.TryGetValue(parameter, out var value) && value is SwitchParameter { IsPresent: true };

    private static bool IsShown(object preference) =>
        LanguagePrimitives.TryConvertTo<ActionPreference>(preference, out var action) && action is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);

    private static async Task<bool> IsDoneAsync(Task work, TimeSpan patience)
    {
        using var done = new CancellationTokenSource();
        var first = await Task.WhenAny(work, Task.Delay(patience, done.Token)).ConfigureAwait(false);
        done.Cancel();
        return first == work;
    }

    private static async Task<bool> WithoutResultAsync(Task work)
    {
        await work.ConfigureAwait(false);
        return true;
    }
}
