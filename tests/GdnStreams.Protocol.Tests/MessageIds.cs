using FsCheck.Xunit;

namespace GdnStreams.Protocol.Tests;

public sealed class MessageIds
{
    [Theory]
    [InlineData(3, 0, "CAMQADAA")]
    [InlineData(-1, -1, "CP///////////wEQ////////////ATAA")]
    public void Are_written_as_Pulsar_writes_them(long ledger, long entry, string text) =>
        Assert.Equal(text, new MessagePosition(ledger, entry).ToMessageId().ToString());

    [Theory]
    [InlineData("CAAQAw==", 0, 3)]
    [InlineData("CAAQAw", 0, 3)]
    [InlineData("CAoQARgAMAA=", 10, 1)]
    [InlineData("CAoQASACMAU=", 10, 1)]
    [InlineData("earliest", -1, -1)]
    [InlineData("latest", long.MaxValue, long.MaxValue)]
    public void Of_every_Pulsar_version_are_read(string text, long ledger, long entry)
    {
        Assert.True(MessagePosition.TryParse(text, out var position));
        Assert.Equal(new MessagePosition(ledger, entry), position);
    }

    [Theory]
    [InlineData("CBMQACABMAA=", 1, 0)]
    [InlineData("CE8QACAAMAM=", 0, 3)]
    [InlineData("CAMQADAA", -1, 0)]
    [InlineData("earliest", -1, 0)]
    public void Tell_the_place_in_a_batch(string text, int index, int size)
    {
        Assert.True(MessagePosition.TryParse(text, out var position, out var batch));
        Assert.Equal((index, size), batch);
        Assert.True(text == "earliest" || position.ToMessageId(index, size).ToString() == text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not base64!")]
    [InlineData("CAA=")]
    [InlineData("aGVsbG8=")]
    public void That_are_none_are_refused(string? text) => Assert.False(MessagePosition.TryParse(text, out _));

    [Property]
    public bool Come_back_as_they_were(long ledger, long entry)
    {
        var position = new MessagePosition(ledger, entry);
        return MessagePosition.TryParse(position.ToMessageId().ToString(), out var read) && read == position;
    }

    [Fact]
    public void Sort_by_ledger_and_entry()
    {
        Assert.True(MessagePosition.Earliest < new MessagePosition(0, 0));
        Assert.True(new MessagePosition(0, 9) < new MessagePosition(1, 0));
        Assert.True(new MessagePosition(1, 0) < MessagePosition.Latest);
    }
}
