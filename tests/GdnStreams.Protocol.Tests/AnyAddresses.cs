using FsCheck.Xunit;

namespace GdnStreams.Protocol.Tests;

[Properties(Arbitrary = [typeof(Generators)], MaxTest = 300)]
public sealed class AnyAddresses
{
    [Property]
    public void Of_producers_come_back(ProducerAddress address) => ComesBack(address);

    [Property]
    public void Of_consumers_come_back(ConsumerAddress address) => ComesBack(address);

    [Property]
    public void Of_readers_come_back(ReaderAddress address) => ComesBack(address);

    [Property]
    public void Of_subscriptions_over_REST_name_the_subscription_and_nothing_above_it(AnyText stream, AnyText subscription)
    {
        string path;
        try
        {
            path = SubscriptionCalls.Delete.Path("_system", StreamName.Create(stream.Value, StreamScope.Collection).Topic, subscription.Value);
        }
        catch (GdnException e)
        {
            Assert.Equal(GdnErrorCode.InvalidName, e.Code);
            Assert.True(IsStep(stream.Value) || IsStep(subscription.Value));
            return;
        }

        var parts = new Uri("http://h" + path).AbsolutePath.Split('/');
        Assert.Equal(["", "_fabric", "_system", "_api", "streams", stream.Value, "subscriptions", subscription.Value], parts.Select(Uri.UnescapeDataString));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    public void That_would_be_a_step_within_the_path_are_refused(string name)
    {
        // A URL has no way to say these: './' and '../', escaped or not, are taken out on the way, and the request means something else.
        var stream = StreamName.Create("x", StreamScope.Global);
        Assert.Equal(GdnErrorCode.InvalidName, Assert.Throws<GdnException>(() => SubscriptionCalls.Delete.Path("_system", stream.Topic, name)).Code);
        Assert.Equal(GdnErrorCode.InvalidName, Assert.Throws<GdnException>(() => SubscriptionCalls.Unsubscribe.Path("_system", name)).Code);
        Assert.Equal(GdnErrorCode.InvalidName, Assert.Throws<GdnException>(() => FabricCalls.Get.Path(name)).Code);
        var consumer = new ConsumerAddress(new TopicName("demo", "c8global._system", "c8globals.x"), name);
        Assert.Contains("path", Assert.Throws<GdnException>(() => consumer.ToPathAndQuery("")).Message, StringComparison.Ordinal);
    }

    [Property]
    public void That_are_none_are_refused_as_a_bad_request_or_an_unknown_route(AnyText path, AnyText query)
    {
        foreach (var start in new[] { "", "/ws/v2/", "/_ws/ws/v2/producer/persistent/t/n/", "/ws/v2/consumer/persistent/t/n/x/", "/ws/v2/reader/" })
        {
            try
            {
                Assert.NotNull(StreamSocketAddress.Parse(start + path.Value, "subscriptionType=" + query.Value + "&" + query.Value));
            }
            catch (GdnException e)
            {
                Assert.Contains(e.Code, new[] { GdnErrorCode.BadRequest, GdnErrorCode.RouteNotFound });
            }
        }
    }

    private static void ComesBack(StreamSocketAddress address)
    {
        foreach (var prefix in new[] { StreamSocketAddress.GdnPrefix, "" })
        {
            var target = address.ToPathAndQuery(prefix);
            var parts = target.Split(['?'], 2);
            Assert.Equal(address, StreamSocketAddress.Parse(parts[0], parts.Length == 2 ? parts[1] : ""));

            // On the way it is a Uri, which must not change what it means.
            var uri = new Uri("ws://h" + target);
            Assert.Equal(address, StreamSocketAddress.Parse(uri.AbsolutePath, uri.Query));
        }
    }

    private static bool IsStep(string text) => text is "." or "..";
}
