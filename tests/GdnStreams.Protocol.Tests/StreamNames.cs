namespace GdnStreams.Protocol.Tests;

public sealed class StreamNames
{
    [Theory]
    [InlineData("demo", StreamScope.Global, "c8globals.demo", "c8global._system")]
    [InlineData("demo", StreamScope.Local, "c8locals.demo", "c8local._system")]
    [InlineData("c8locals.demo", StreamScope.Local, "c8locals.demo", "c8local._system")]
    [InlineData("people", StreamScope.Collection, "people", "c8local._system")]
    public void Carry_the_prefix_of_their_scope(string name, StreamScope scope, string topic, string space)
    {
        var stream = StreamName.Create(name, scope);
        Assert.Equal(topic, stream.Topic);
        Assert.Equal(space, stream.NamespaceIn("_system"));
        Assert.Equal(stream, StreamName.Parse(topic));
    }

    [Fact]
    public void Prefixed_for_another_scope_are_refused()
    {
        var error = Assert.Throws<GdnException>(() => StreamName.Create("c8globals.demo", StreamScope.Local));
        Assert.Equal(GdnErrorCode.InvalidName, error.Code);
        Assert.Contains("global", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("testStream-local")]
    [InlineData("my_stream.v2")]
    public void That_are_valid_can_be_created(string name) => Assert.Equal(name, StreamName.Create(name, StreamScope.Local).EnsureCreatable().Name);

    [Theory]
    [InlineData("123")]
    [InlineData("_#")]
    [InlineData("bad%name")]
    [InlineData("bad name")]
    [InlineData("bad/name")]
    public void That_break_a_rule_are_refused_with_the_rule(string name)
    {
        var error = Assert.Throws<GdnException>(() => StreamName.Create(name, StreamScope.Global).EnsureCreatable());
        Assert.Equal(GdnErrorCode.InvalidName, error.Code);
        Assert.Contains("starts with a letter", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Have_at_most_230_characters()
    {
        Assert.Equal(230, StreamName.Create(new string('a', 230), StreamScope.Global).EnsureCreatable().Name.Length);
        Assert.Throws<GdnException>(() => StreamName.Create(new string('a', 231), StreamScope.Global).EnsureCreatable());
    }

    [Fact]
    public void Map_to_topics_and_back()
    {
        var topic = TopicName.Of("demo", "_system", StreamName.Create("x", StreamScope.Global));
        Assert.Equal("persistent://demo/c8global._system/c8globals.x", topic.ToString());
        Assert.Equal(topic, TopicName.Parse(topic.ToString()));
        Assert.True(topic.TryGetStream(out var fabric, out var stream));
        Assert.Equal(("_system", StreamName.Create("x", StreamScope.Global)), (fabric, stream));
        Assert.False(new TopicName("public", "default", "x").TryGetStream(out _, out _));
        Assert.False(new TopicName("demo", "c8local._system", "__change_events").TryGetStream(out _, out _));
        Assert.Equal(new TopicName("public", "default", "x"), TopicName.Parse("x"));
        Assert.Throws<GdnException>(() => TopicName.Parse("a/b"));
    }
}
