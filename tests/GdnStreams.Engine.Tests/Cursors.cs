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
