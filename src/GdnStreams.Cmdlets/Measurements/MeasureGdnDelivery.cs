using System.Diagnostics;
using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Times how long messages take from the send to the receive, by a subscription of its own that is removed at the end.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "GdnDelivery")]
[OutputType(typeof(GdnMeasurement))]
public sealed class MeasureGdnDelivery : MeasureCmdlet
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);
    private readonly LatencyHistogram _times = new();
    private readonly Stopwatch _sinceLast = Stopwatch.StartNew();

    /// <summary>Messages a second, of all producers together. Default: 1,000. At more than the server can do, it is a queue that is measured.</summary>
    [Parameter]
    [ValidateRange(0.001, 1e7)]
    public double Rate { get; set; } = 1000;

    /// <summary>Bytes of each payload, 24 to 780,000. Default: 100.</summary>
    [Parameter]
    [ValidateRange(Load.StampBytes, 780_000)]
    public int Size { get; set; } = 100;

    /// <summary>How long to wait for messages that were stored and have not come, after the last one: seconds, a TimeSpan, or text such as <c>1m</c>; at most 24 days. Default: 10 seconds.</summary>
    [Parameter]
    [Duration(MaxSeconds = 2_000_000)]
    public TimeSpan WaitSec { get; set; } = TimeSpan.FromSeconds(10);

    private protected override double? TargetRate => Rate;

    private protected override int PayloadSize => Size;

    private protected override GdnMeasurement Measure(GdnSession session, StreamName stream, Load load)
    {
        var subscription = Prefix + Guid.NewGuid().ToString("n");
        var startedAt = TimeProvider.System.GetUtcNow();
        var elapsed = TimeSpan.Zero;
        try
        {
            Run(async stop => elapsed = await TimeAsync(session, stream, subscription, load, stop).ConfigureAwait(false), () => $"{_times.Count:n0} received of {load.Stored:n0}");
        }
        finally
        {
            Remove($"The subscription {subscription} of {stream}", limit => session.Subscriptions.DeleteAsync(stream, subscription, limit));
        }

        return new GdnMeasurement("Delivery", stream, Plan(), new LoadResult(startedAt, elapsed, load.Failed + Math.Max(0, load.Stored - _times.Count)), _times);
    }

    private async Task<TimeSpan> TimeAsync(GdnSession session, StreamName stream, string subscription, Load load, CancellationToken stop)
    {
        var consumer = await session.SubscribeAsync(stream, subscription, cancellationToken: stop).ConfigureAwait(false);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var receiving = ReceiveAsync(consumer, load, end.Token);
        try
        {
            var clock = Stopwatch.StartNew();
            await load.RunAsync(stop).ConfigureAwait(false);
            while (_times.Count < load.Stored && !receiving.IsCompleted && WaitSec - SinceLast is { Ticks: > 0 } left)
            {
                await Task.WhenAny(receiving, Task.Delay(left < Look ? left : Look, stop)).ConfigureAwait(false);
                stop.ThrowIfCancellationRequested();
            }

            return clock.Elapsed;
        }
        finally
        {
            end.Cancel();
            await consumer.DisposeAsync().ConfigureAwait(false);
            await receiving.ConfigureAwait(false);
        }
    }

    private async Task ReceiveAsync(Consumer consumer, Load load, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var message = await consumer.ReceiveAsync(stop).ConfigureAwait(false);
                if (load.Age(message) is { } age)
                {
                    _times.Record(age);
                    lock (_sinceLast)
                    {
                        _sinceLast.Restart();
                    }
                }

                await consumer.AcknowledgeAsync(message.Id, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The measurement has ended.
        }
    }

    private TimeSpan SinceLast
    {
        get
        {
            lock (_sinceLast)
            {
                return _sinceLast.Elapsed;
            }
        }
    }
}
