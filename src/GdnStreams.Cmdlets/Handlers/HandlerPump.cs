using System.Diagnostics;
using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// The pipeline thread's part of a handler: gives messages to the workers, writes what these have to say, and sees when it is time to end.
/// </summary>
internal sealed class HandlerPump(GdnCmdlet cmdlet, GdnSession session, HandlerSource source, HandlerRun run, HandlerStops stops, ConnectionWatch watch, HandlerLog? log)
{
    private const int Batch = 256;
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);
    private readonly Stopwatch _elapsed = Stopwatch.StartNew();
    private readonly Stopwatch _idle = Stopwatch.StartNew();
    private readonly Stopwatch _sinceLook = Stopwatch.StartNew();
    private readonly Stopwatch _sinceStatus = Stopwatch.StartNew();
    private Task<GdnMessage?>? _next;
    private Task? _opening;

    /// <summary>Runs until one of the stops.</summary>
    /// <returns>Which one it was, in words.</returns>
    /// <exception cref="GdnException">The handler cannot go on.</exception>
    public string Run()
    {
        while (true)
        {
            Tell();
            if (stops.Asked.IsCompleted)
            {
                return "asked to end";
            }

            if (_elapsed.Elapsed >= stops.Timeout)
            {
                return "time is up";
            }

            var changed = run.Lanes.Changed;
            var open = run.Lanes.Count.Open;
            if (TakeSome() || open > 0)
            {
                _idle.Restart();
            }
            else if (run.Counters.Received >= stops.Count)
            {
                return "count reached";
            }
            else if (_idle.Elapsed >= stops.IdleTimeout)
            {
                return "idle";
            }
            else if (IsCaughtUp())
            {
                return "caught up";
            }

            run.Grow();
            Wait(changed);
        }
    }

    /// <summary>Waits for what is worked on and writes what it says.</summary>
    public void Drain(TimeSpan patience)
    {
        run.Lanes.Close();
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var changed = run.Lanes.Changed;
            Tell();
            if (run.Lanes.Count.Active == 0 || clock.Elapsed >= patience)
            {
                return;
            }

            WaitFor((patience - clock.Elapsed).TotalSeconds, [changed, run.Outbox.Filled]);
        }
    }

    private void Tell()
    {
        if (cmdlet.Cancelled.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }

        watch.Tell(cmdlet);
        run.Outbox.Write(cmdlet);
        if (log?.TakeProblem() is { } problem)
        {
            cmdlet.WriteWarning($"Lines of the log are lost: {DisplayText.Of(problem)}");
        }

        if (_sinceStatus.Elapsed >= stops.StatusInterval)
        {
            _sinceStatus.Restart();
            var status = run.Status(GdnHandlerState.Running);
            log?.Write("status", status.ToString());
            cmdlet.WriteObject(status);
        }

        if (run.Broken is { IsCompleted: true } broken)
        {
            throw cmdlet.Await(broken);
        }
    }

    private bool TakeSome()
    {
        var taken = 0;
        while (taken < Batch && run.Counters.Received < stops.Count && run.Lanes.HasRoom && TryReceive() is { } message)
        {
            run.Add(message);
            taken++;
        }

        return taken > 0;
    }

    private GdnMessage? TryReceive()
    {
        while (true)
        {
            if (_opening is not null)
            {
                if (!_opening.IsCompleted)
                {
                    return null;
                }

                cmdlet.Await(_opening);
                _opening = null;
                log?.Write("connected", $"{source.Stream}/{source.Subscription}");
            }

            if (_next is null)
            {
                return source.TryReceive();
            }

            if (!_next.IsCompleted)
            {
                return null;
            }

            var next = _next;
            _next = null;
            try
            {
                if (cmdlet.Await(next) is { } message)
                {
                    return message;
                }
            }
            catch (GdnException e) when (HandlerSource.IsPassing(e.Code))
            {
                log?.Write("disconnected", e.Message);
                _opening = source.ReopenAsync(cmdlet.Cancelled);
            }
        }
    }

    /// <summary>Waits until there is something to do.</summary>
    private void Wait(Task changed)
    {
        var canTake = run.Counters.Received < stops.Count && run.Lanes.HasRoom;
        if (canTake && _opening is null && _next is null)
        {
            if (source.TryReceive() is { } message)
            {
                run.Add(message);
                return;
            }

            _next = source.ReceiveAsync(cmdlet.Cancelled);
        }

        double[] left =
        [
            (stops.Timeout - _elapsed.Elapsed)?.TotalSeconds ?? double.MaxValue,
            (stops.IdleTimeout - _idle.Elapsed)?.TotalSeconds ?? double.MaxValue,
            (stops.StatusInterval - _sinceStatus.Elapsed)?.TotalSeconds ?? double.MaxValue,
            stops.WhenCaughtUp ? LookInterval.TotalSeconds : double.MaxValue,
        ];
        WaitFor(left.Min(), [run.Outbox.Filled, watch.Noted, run.Broken, stops.Asked, canTake ? _opening ?? _next! : changed]);
    }

    private void WaitFor(double seconds, IEnumerable<Task> reasons)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cmdlet.Cancelled);

        // At most the longest that a timer takes.
        var time = seconds < int.MaxValue / 1000.0 ? TimeSpan.FromSeconds(Math.Max(0, seconds)) : Timeout.InfiniteTimeSpan;
        _ = cmdlet.Await(Task.WhenAny([.. reasons, Task.Delay(time, patience.Token)]));
        patience.Cancel();
    }

    private bool IsCaughtUp()
    {
        if (!stops.WhenCaughtUp || source.State != ConnectionState.Open || _sinceLook.Elapsed < LookInterval)
        {
            return false;
        }

        _sinceLook.Restart();
        cmdlet.Await(source.FlushAsync(FlushLimit, cmdlet.Cancelled));
        var stats = cmdlet.Await(session.Streams.GetStatsAsync(source.Stream, cmdlet.Cancelled));
        return stats.Subscriptions.TryGetValue(source.Subscription, out var subscription) && subscription.Backlog == 0;
    }
}
