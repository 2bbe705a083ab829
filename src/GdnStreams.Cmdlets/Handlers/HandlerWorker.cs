using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>One thread with a runspace of its own that handles one message at a time.</summary>
internal sealed class HandlerWorker : IDisposable
{
    /// <summary>As of PowerShell's own threads: scripts recurse.</summary>
    private const int StackBytes = 10_000_000;

    private static readonly CmdletInfo Loop = new("Invoke-GdnHandlerLoop", typeof(HandlerLoop));
    private readonly object _lock = new();
    private readonly HandlerRun _run;
    private readonly Timer _limit;
    private readonly Stopwatch _elapsed = new();
    private readonly TaskCompletionSource<bool> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PowerShell? _shell;
    private HandlerWork? _work;
    private bool _isLate;

    public HandlerWorker(HandlerRun run, HandlerSettings settings)
    {
        (_run, Settings) = (run, settings);
        _limit = new Timer(_ => StopLate());
        new Thread(Work, StackBytes) { IsBackground = true, Name = "GdnHandler" }.Start();
    }

    public HandlerSettings Settings { get; }

    /// <summary>Ends when the runspace is ready.</summary>
    /// <remarks>GdnException: it cannot be opened, or what runs once in it failed.</remarks>
    public Task Opened => _opened.Task;

    /// <summary>Ends with the thread.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Waits for a message; null where the worker is to end.</summary>
    public HandlerWork? Next()
    {
        lock (_lock)
        {
            if (_isLate)
            {
                return null; // The pipeline is being stopped, for a message that has ended just now.
            }
        }

        var work = _run.Lanes.Take();
        lock (_lock)
        {
            _work = work;
            if (work is not null && Settings.Limit is { } limit)
            {
                _elapsed.Restart();
                _limit.Change(limit, Timeout.InfiniteTimeSpan);
            }
        }

        return work;
    }

    public void Succeeded(HandlerWork work, Collection<PSObject> output)
    {
        End();
        _run.Succeeded(work, output);
    }

    public void Failed(HandlerWork work, Exception error)
    {
        // A script that is stopped may fail with something else first, such as a module that it was loading.
        _run.Failed(work, End() ? GdnHandlerError.OfLate(work, Settings.Limit!.Value) : GdnHandlerError.Of(work, error));
    }

    /// <summary>The pipeline was stopped while it worked on the message.</summary>
    public void Stopped(HandlerWork work)
    {
        if (End())
        {
            _run.Failed(work, GdnHandlerError.OfLate(work, Settings.Limit!.Value));
        }
        else
        {
            _run.Lanes.GiveBack(); // The handler ends, and the message goes back.
        }
    }

    /// <summary>Stops what runs; what does not return stays behind on its thread.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _shell?.BeginStop(null, null);
        }
    }

    public void Dispose() => _limit.Dispose();

    private void Work()
    {
        try
        {
            using var runspace = Open();
            _opened.TrySetResult(true);
            while (!_run.Lanes.IsClosed)
            {
                Loops(runspace);
            }
        }
        catch (Exception e)
        {
            // The thread's last frame: what is not told here would end the process.
            var error = e as GdnException ?? new GdnException(GdnErrorCode.Internal, "A runspace of the handler failed: " + e.Message, e);
            _opened.TrySetException(error);
            _run.Broke(error);
        }
        finally
        {
            _ended.TrySetResult(true);
        }
    }

    private Runspace Open()
    {
        var runspace = RunspaceFactory.CreateRunspace(Settings.State);
        runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
        try
        {
            runspace.Open();
            runspace.SessionStateProxy.Path.SetLocation(WildcardPattern.Escape(Settings.Location));
            if (Settings.Initialization is { } initialization)
            {
                using var shell = Shell(runspace);
                shell.AddScript("param($block) . $block").AddArgument(initialization.Block).Invoke();
            }

            return runspace;
        }
        catch (RuntimeException e)
        {
            runspace.Dispose();
            throw new GdnException(GdnErrorCode.BadRequest, $"The runspace of the handler cannot be made ready, by -ImportModule or -InitializationScript: {e.ErrorRecord}", e);
        }
    }

    private void Loops(Runspace runspace)
    {
        using var shell = Shell(runspace);
        shell.AddCommand(Loop).AddParameter(nameof(HandlerLoop.Worker), this);
        lock (_lock)
        {
            (_shell, _isLate) = (shell, false);
        }

        try
        {
            shell.Invoke();
        }
        catch (PipelineStoppedException)
        {
            // A message took too long, or the handler ends.
        }
        finally
        {
            lock (_lock)
            {
                _shell = null;
            }
        }
    }

    /// <summary>A shell whose warnings and errors the handler writes as its own.</summary>
    private PowerShell Shell(Runspace runspace)
    {
        var shell = PowerShell.Create();
        shell.Runspace = runspace;
        var streams = shell.Streams;
        streams.Error.DataAdded += (_, _) => Tell(streams.Error, static (cmdlet, error) => cmdlet.WriteError(error));
        streams.Warning.DataAdded += (_, _) => Tell(streams.Warning, static (cmdlet, warning) => cmdlet.WriteWarning(warning.Message));
        streams.Verbose.DataAdded += (_, _) => Tell(streams.Verbose, static (cmdlet, verbose) => cmdlet.WriteVerbose(verbose.Message));
        streams.Debug.DataAdded += (_, _) => streams.Debug.Clear();
        streams.Information.DataAdded += (_, _) => Tell(streams.Information, static (cmdlet, information) => cmdlet.WriteInformation(information));
        streams.Progress.DataAdded += (_, _) => streams.Progress.Clear();
        return shell;
    }

    private void Tell<T>(PSDataCollection<T> records, Action<Cmdlet, T> write)
    {
        foreach (var record in records.ReadAll())
        {
            _run.Outbox.Put(cmdlet => write(cmdlet, record));
        }
    }

    /// <summary>The message has ended, one way or the other.</summary>
    /// <returns>Whether it took too long.</returns>
    private bool End()
    {
        lock (_lock)
        {
            _work = null;
            return _isLate;
        }
    }

    private void StopLate()
    {
        lock (_lock)
        {
            if (_work is null || _isLate)
            {
                return;
            }

            if (Settings.Limit - _elapsed.Elapsed is { Ticks: > 0 } left)
            {
                // It was set for the message before.
                _limit.Change(left, Timeout.InfiniteTimeSpan);
                return;
            }

            _isLate = true;
            _shell?.BeginStop(null, null);
        }
    }
}
