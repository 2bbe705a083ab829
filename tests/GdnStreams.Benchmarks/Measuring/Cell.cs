namespace GdnStreams.Benchmarks.Measuring;

/// <summary>One cell of the matrix: size of a message, how many are under way over all streams, and how many streams.</summary>
internal sealed record Cell(int PayloadBytes, int InFlight, int Streams)
{
    /// <summary>What the goals and the first table are about.</summary>
    public static Cell Usual { get; } = new(100, 500, 1);

    public static Cell OneAtATime { get; } = new(100, 1, 1);

    public static IReadOnlyList<Cell> All { get; } =
    [
        .. from streams in new[] { 1, 16 }
           from payload in new[] { 100, 4096 }
           from inFlight in new[] { 500, 1 }
           select new Cell(payload, inFlight, streams),
    ];

    public override string ToString() =>
        $"{(PayloadBytes >= 1024 ? $"{PayloadBytes / 1024} KiB" : $"{PayloadBytes} bytes")}, {(InFlight == 1 ? Streams == 1 ? "one in flight" : "one in flight on each" : $"{InFlight} in flight")}, {(Streams == 1 ? "1 stream" : $"{Streams} streams")}";
}
