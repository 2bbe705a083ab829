using GdnStreams.Protocol;

namespace GdnStreams.Client.Tests;

/// <summary>In one namespace a topic is a stream by its own name, both ways.</summary>
public sealed class NamespaceNamingTests
{
    private static readonly NamespaceNaming Naming = new();

    [Theory]
    [InlineData("orders", StreamScope.Global, "orders")]
    [InlineData("orders", StreamScope.Local, "c8locals.orders")]
    [InlineData("a+b/c", StreamScope.Global, "a+b/c")]
    [InlineData("x-partition-0", StreamScope.Global, "x-partition-0")]
    public void A_stream_is_a_topic_and_that_is_the_stream(string name, StreamScope scope, string topic)
    {
        var stream = StreamName.Create(name, scope);
        var made = Naming.TopicOf("public", "default", stream);
        Assert.Equal(new TopicName("public", "default", topic), made);
        Assert.True(Naming.TryGetStream(made, out var fabric, out var found));
        Assert.Equal(("default", stream), (fabric, found));
    }

    [Theory]
    [InlineData("persistent://public/default/c8globals.orders")]
    [InlineData("non-persistent://public/default/orders")]
    [InlineData("persistent://public/default/c8locals.")]
    public void A_topic_that_no_name_leads_to_is_no_stream(string topic) => Assert.False(Naming.TryGetStream(TopicName.Parse(topic), out _, out _));
}
