namespace GdnStreams.Torture.PowerCuts;

/// <summary>A file as a disk has it: what is surely on it, and writes of which it may have any.</summary>
internal sealed class DiskFile
{
    private const int SectorBytes = 512;
    private readonly List<DiskCall> _onDisk = [];
    private readonly List<DiskCall> _later = [];

    /// <summary>The number of the change of names that made it.</summary>
    public int Made { get; init; }

    public void Add(DiskCall call) => _later.Add(call);

    /// <summary>An fsync that began on this line: what had ended by then is on the disk.</summary>
    public void Sync(int begin)
    {
        _onDisk.AddRange(_later.Where(call => call.End < begin));
        _later.RemoveAll(call => call.End < begin);
    }

    /// <summary>One of the contents that it may have after a power cut.</summary>
    public byte[] Content(Random random)
    {
        using var content = new MemoryStream();
        _onDisk.ForEach(call => Apply(content, call));
        var kept = random.Next(5) switch { 0 => 0, 1 => _later.Count, _ => random.Next(_later.Count + 1) };
        var (isAnySubset, isTorn) = (random.Next(2) == 0, random.Next(3) == 0);
        for (var i = 0; i < _later.Count; i++)
        {
            if (isAnySubset && kept > 0 && kept < _later.Count ? random.Next(_later.Count) < kept : i < kept)
            {
                Apply(content, _later[i], isTorn && random.Next(4) == 0 ? random : null);
            }
        }

        return content.ToArray();
    }

    private static void Apply(MemoryStream content, DiskCall call, Random? tears = null)
    {
        if (call.Kind == DiskCallKind.Truncate)
        {
            content.SetLength(call.Offset);
            return;
        }

        for (var at = 0; at < call.Data.Length;)
        {
            var length = Math.Min(call.Data.Length - at, SectorBytes - (int)((call.Offset + at) % SectorBytes));
            if (tears is null || tears.Next(2) == 0)
            {
                content.Position = call.Offset + at;
                content.Write(call.Data, at, length);
            }

            at += length;
        }
    }
}
