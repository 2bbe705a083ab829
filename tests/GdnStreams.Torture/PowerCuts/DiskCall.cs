namespace GdnStreams.Torture.PowerCuts;

/// <summary>One system call on a file of the data directory.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Path">The file.</param>
/// <param name="Begin">The line of the trace on which it begins.</param>
/// <param name="Time">When that was, in ticks.</param>
internal sealed record DiskCall(DiskCallKind Kind, string Path, int Begin, long Time)
{
    /// <summary>The line on which it ended; none where the trace ends before.</summary>
    public int End { get; set; } = int.MaxValue;

    /// <summary>Where it wrote, or the new length.</summary>
    public long Offset { get; init; }

    /// <summary>What it wrote.</summary>
    public byte[] Data { get; init; } = [];

    /// <summary>The new name.</summary>
    public string NewPath { get; init; } = "";
}
