namespace GdnStreams.Benchmarks.Clients;

/// <summary>What a client measured in one go; latencies in microseconds, not a number where the client cannot see them.</summary>
internal sealed record Measurement(long Messages, double Seconds, double P50 = double.NaN, double P99 = double.NaN, double P999 = double.NaN)
{
    public double Rate => Messages / Seconds;
}
