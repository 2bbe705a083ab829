namespace GdnStreams.Benchmarks.Clients;

/// <summary>What a client works on: its streams, the size of a message, and how many may be under way over all streams.</summary>
internal sealed record Workload(IReadOnlyList<string> Streams, int PayloadBytes, int InFlight)
{
    /// <summary>How many may be under way on one stream: one at least, or the streams could not all be busy.</summary>
    public int InFlightOfStream => Math.Max(1, InFlight / Streams.Count);

    public byte[] Payload() => [.. Enumerable.Range(0, PayloadBytes).Select(i => (byte)i)];
}
