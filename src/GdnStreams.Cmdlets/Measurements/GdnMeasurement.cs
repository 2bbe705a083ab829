using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>What a measurement found. Every property is one value, for Export-Csv.</summary>
public sealed class GdnMeasurement : DisplayObject
{
    private readonly string _histogram;

    internal GdnMeasurement(string what, StreamName stream, LoadPlan plan, LoadResult result, LatencyHistogram times)
    {
        (What, Stream, Scope, Producers, Size, TargetRate) = (what, stream.Name, stream.Scope, plan.Producers, plan.Size, plan.Rate);
        (StartedAt, Elapsed, Messages, Failed) = (result.StartedAt, result.Elapsed, times.Count, result.Failed);
        MessageRate = times.Count / Math.Max(result.Elapsed.TotalSeconds, 1e-9);
        (MinMs, MeanMs, MaxMs) = (Milliseconds(times.Min), Milliseconds(times.Mean), Milliseconds(times.Max));
        (P50Ms, P90Ms, P99Ms, P999Ms) = (Milliseconds(times.Percentile(0.5)), Milliseconds(times.Percentile(0.9)), Milliseconds(times.Percentile(0.99)), Milliseconds(times.Percentile(0.999)));
        _histogram = times.Text();
    }

    /// <summary>What was timed: Publish (from the send to the server's acknowledgement), or Delivery (from the send to the receive).</summary>
    public string What { get; }

    /// <summary>Name of the stream, without the prefix of the scope.</summary>
    public string Stream { get; }

    /// <summary>Scope of the stream.</summary>
    public StreamScope Scope { get; }

    /// <summary>Producers at a time.</summary>
    public int Producers { get; }

    /// <summary>Bytes of each payload.</summary>
    public int Size { get; }

    /// <summary>Messages a second that were asked for; null where it was as fast as possible.</summary>
    public double? TargetRate { get; }

    /// <summary>When it began.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>How long it took, from the first send to the last answer.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>Messages that were stored, or received.</summary>
    public long Messages { get; }

    /// <summary>Messages that were not.</summary>
    public long Failed { get; }

    /// <summary>Messages a second.</summary>
    public double MessageRate { get; }

    /// <summary>Bytes of payload a second.</summary>
    public double ByteRate => MessageRate * Size;

    /// <summary>Shortest time, in milliseconds.</summary>
    public double MinMs { get; }

    /// <summary>Mean time, in milliseconds.</summary>
    public double MeanMs { get; }

    /// <summary>Half of the messages took at most this, in milliseconds; within 1 %, as all percentiles.</summary>
    public double P50Ms { get; }

    /// <summary>90 % of the messages took at most this, in milliseconds.</summary>
    public double P90Ms { get; }

    /// <summary>99 % of the messages took at most this, in milliseconds.</summary>
    public double P99Ms { get; }

    /// <summary>99.9 % of the messages took at most this, in milliseconds.</summary>
    public double P999Ms { get; }

    /// <summary>Longest time, in milliseconds.</summary>
    public double MaxMs { get; }

    /// <summary>How the times are spread, as lines of text with bars; empty where there are none.</summary>
    public string ToHistogram() => _histogram;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{What}: {MessageRate:0} messages/s, p50 {P50Ms:0.00} ms, p99 {P99Ms:0.00} ms");

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 4);
}
