using FsCheck.Xunit;

namespace GdnStreams.Protocol.Tests;

[Properties(Arbitrary = [typeof(Generators)], MaxTest = 300)]
public sealed class AnyMessageIds
{
    [Property]
    public void Come_back_as_their_position(MessagePosition position)
    {
        var id = position.ToMessageId();
        Assert.True(MessagePosition.TryParse(id.ToString(), out var read));
        Assert.Equal(position, read);
        Assert.Equal(id, read.ToMessageId());
        Assert.True(MessagePosition.TryParse(id.ToString().TrimEnd('='), out var unpadded));
        Assert.Equal(position, unpadded);
    }

    [Property]
    public void Sort_by_ledger_then_entry(MessagePosition left, MessagePosition right)
    {
        var order = Math.Sign(Comparer<(long, long)>.Default.Compare((left.LedgerId, left.EntryId), (right.LedgerId, right.EntryId)));
        Assert.Equal(order, Math.Sign(left.CompareTo(right)));
        Assert.Equal((order < 0, order <= 0, order > 0, order >= 0, order == 0), (left < right, left <= right, left > right, left >= right, left == right));
    }

    [Property]
    public void Of_any_bytes_are_read_or_refused_but_never_throw(byte[] bytes, AnyText text)
    {
        foreach (var id in new[] { Convert.ToBase64String(bytes), text.Value, "CAMQ" + Convert.ToBase64String(bytes) })
        {
            if (MessagePosition.TryParse(id, out var position))
            {
                Assert.True(MessagePosition.TryParse(position.ToMessageId().ToString(), out var again));
                Assert.Equal(position, again);
            }
        }
    }
}
