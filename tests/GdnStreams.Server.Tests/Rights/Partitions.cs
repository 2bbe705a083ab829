using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Tests.Rights;

/// <summary>A Pulsar has a stream's partitions under names of their own, by which nobody gets around the stream's rights.</summary>
public sealed class Partitions
{
    private static readonly Grants Some = Grants.Everything.With("f", null, "rw").With("f", "c8globals.orders", "none").With("f", "c8globals.orders-partition-7", "ro");

    [Theory]
    [InlineData("c8globals.orders", "none")]
    [InlineData("c8globals.orders-partition-0", "none")]
    [InlineData("c8globals.orders-partition-7", "ro")]
    [InlineData("c8globals.orders-partition-", "rw")]
    [InlineData("c8globals.orders-partition-0-more", "rw")]
    [InlineData("c8globals.others-partition-0", "rw")]
    public void Have_the_rights_of_their_stream_unless_they_have_their_own(string topic, string access) => Assert.Equal(access, Grants.Text(Some.To("f", topic)));
}
