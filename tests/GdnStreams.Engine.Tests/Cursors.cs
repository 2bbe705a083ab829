using FsCheck;
using FsCheck.Xunit;

namespace GdnStreams.Engine.Tests;

public sealed class Cursors
{
    [Property]
    public void Hold_the_entries_that_were_added_however_they_came(byte[] entries)
    {
        Assert.NotNull(entries);
        var acks = new AckSet(0);
        var expected = new HashSet<long>();
        foreach (var entry in entries)
        {
            Assert.Equal(expected.Add(entry), acks.Add(entry));
        }

        var restored = new AckSet(acks.ToRecord("s"));
        for (long entry = 0; entry < 257; entry++)
        {
            Assert.Equal(expected.Contains(entry), acks.Contains(entry));
            Assert.Equal(expected.Contains(entry), restored.Contains(entry));
        }

        Assert.Equal(expected.Count, acks.LowMark + acks.IslandEntries);
        Assert.Equal(acks.IslandEntries, restored.IslandEntries);
        Assert.DoesNotContain(acks.LowMark, expected);
    }

    [Property]
    public void Agree_with_a_plain_set_whatever_is_acknowledged_skipped_or_reset(int[] script)
    {
        Assert.NotNull(script);
        const int End = 64;
        var acks = new AckSet(0);
        var expected = new HashSet<long>();
        foreach (var step in script)
        {
            var entry = Math.Abs((long)step) / 8 % End;
            switch (Math.Abs((long)step) % 8)
            {
                case 0:
                    acks.AddAllBelow(entry);
                    expected.UnionWith(Below(entry));
                    break;
                case 1:
                    acks.Reset(entry);
                    expected = [.. Below(entry)];
                    break;
                case 2:
                    var end = Math.Min(End, entry + (Math.Abs((long)step) / 8 / End % 9));
                    acks.AddRange(entry, end);
                    expected.UnionWith(Below(end).Where(one => one >= entry));
                    break;
                default:
                    Assert.Equal(expected.Add(entry), acks.Add(entry));
                    break;
            }

            Assert.Equal(expected.Order(), Below(End).Where(acks.Contains));
            Assert.Equal(expected.Count, acks.LowMark + acks.IslandEntries);
            Assert.Equal(Below(End + 1).First(one => !expected.Contains(one)), acks.LowMark);
            Assert.All(Below(End), one => Assert.Equal(Below(End + 1).First(next => next >= one && !expected.Contains(next)), acks.NextNotAcknowledged(one)));
        }

        static IEnumerable<long> Below(long entry) => Enumerable.Range(0, (int)entry).Select(i => (long)i);
    }

    [Property]
    public void Come_back_from_the_disk_as_they_were(ushort lowMark, byte[] gaps)
    {
        Assert.NotNull(gaps);
        var acks = new AckSet(lowMark);
        long entry = lowMark;
        foreach (var gap in gaps)
        {
            entry += 1 + (gap % 5 == 0 ? 1L << (gap % 40) : gap % 3);
            acks.Add(entry);
        }

        var record = acks.ToRecord("s");
        var bytes = Server.Store.AckedRanges.Write(record.LowMark, record.Islands);
        Assert.Equal(record.Islands, bytes is null ? [] : Server.Store.AckedRanges.Read(record.LowMark, bytes));
    }

    [Fact]
    public void Need_two_bytes_on_disk_for_a_typical_range()
    {
        var acks = new AckSet(0);
        for (long entry = 1; entry < 100_000; entry += 2)
        {
            acks.Add(entry);
        }

        var record = acks.ToRecord("s");
        Assert.Equal(50_000, record.Islands.Count);
        Assert.Equal(100_000, Server.Store.AckedRanges.Write(record.LowMark, record.Islands)!.Length);
    }

    [Fact]
    public void Skip_over_islands_below_the_new_low_mark()
    {
        var acks = new AckSet(0);
        acks.Add(2);
        acks.Add(5);
        acks.AddAllBelow(5);
        Assert.Equal((6, 0), (acks.LowMark, acks.IslandEntries));
    }
}
