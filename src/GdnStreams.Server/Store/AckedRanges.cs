namespace GdnStreams.Server.Store;

/// <summary>
/// Acknowledged ranges above the low mark as bytes: for each the gap to the one before and its length less one, as base-128 numbers; 2 bytes
/// for a typical range.
/// </summary>
internal static class AckedRanges
{
    public static byte[]? Write(long lowMark, IReadOnlyList<(long First, long Last)> ranges)
    {
        if (ranges.Count == 0)
        {
            return null;
        }

        using var bytes = new MemoryStream(ranges.Count * 2);
        using var writer = new BinaryWriter(bytes);
        var end = lowMark;
        foreach (var (first, last) in ranges)
        {
            writer.Write7BitEncodedInt64(first - end);
            writer.Write7BitEncodedInt64(last - first);
            end = last + 1;
        }

        return bytes.ToArray();
    }

    /// <exception cref="FormatException">The bytes are no ranges.</exception>
    /// <exception cref="EndOfStreamException">The bytes end within a range.</exception>
    public static IReadOnlyList<(long First, long Last)> Read(long lowMark, byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        var ranges = new List<(long, long)>();
        var end = lowMark;
        while (reader.BaseStream.Position < bytes.Length)
        {
            var first = end + reader.Read7BitEncodedInt64();
            var last = first + reader.Read7BitEncodedInt64();
            ranges.Add((first, last));
            end = last + 1;
        }

        return ranges;
    }
}
