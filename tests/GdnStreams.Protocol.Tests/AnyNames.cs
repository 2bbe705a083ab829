using System.Text.RegularExpressions;
using FsCheck.Xunit;

namespace GdnStreams.Protocol.Tests;

[Properties(Arbitrary = [typeof(Generators)], MaxTest = 300)]
public sealed class AnyNames
{
    private static readonly Regex Valid = new(@"\A[A-Za-z][A-Za-z0-9_.-]{0,229}\z", RegexOptions.CultureInvariant);

    [Property]
    public void Are_valid_or_refused_with_the_rule_that_they_break(AnyStreamName any, StreamScope scope)
    {
        var (bare, named) = Split(any.Value, scope);
        if (named == scope && Valid.IsMatch(bare))
        {
            Assert.Equal((bare, scope), (StreamName.Create(any.Value, scope).EnsureCreatable().Name, StreamName.Create(any.Value, scope).Scope));
            return;
        }

        var error = Assert.Throws<GdnException>(() => StreamName.Create(any.Value, scope).EnsureCreatable());
        Assert.Equal(GdnErrorCode.InvalidName, error.Code);
        var rule = bare.Length == 0 ? "empty" : named != scope ? " stream was asked for" : "A name starts with a letter, contains letters, digits, '_', '-' and '.', and has at most 230 characters.";
        Assert.Contains(rule, error.Message, StringComparison.Ordinal);
    }

    [Property]
    public void Come_back_from_their_topic_and_their_paths(AnyStreamName any, StreamScope scope)
    {
        var (bare, named) = Split(any.Value, scope);
        if (named != scope || !Valid.IsMatch(bare))
        {
            return;
        }

        var stream = StreamName.Create(any.Value, scope);
        Assert.Equal(stream, StreamName.Parse(stream.Topic));
        var topic = TopicName.Of("demo", "_system", stream);
        Assert.Equal(topic, TopicName.Parse(topic.ToString()));
        Assert.True(topic.TryGetStream(out var fabric, out var read));
        Assert.Equal(("_system", stream), (fabric, read));

        var address = new Uri("http://h" + StreamCalls.GetStats.Path("_system", stream.Topic));
        Assert.Equal($"/_fabric/_system/_api/streams/{stream.Topic}/stats", address.AbsolutePath);
        var socket = new Uri("ws://h" + new ReaderAddress(topic).ToPathAndQuery(StreamSocketAddress.GdnPrefix));
        Assert.Equal(topic, StreamSocketAddress.Parse(socket.AbsolutePath, socket.Query).Topic);
    }

    [Property]
    public void Of_topics_are_read_or_refused_as_no_topic_name(AnyText any)
    {
        try
        {
            var topic = TopicName.Parse(any.Value);
            Assert.Equal(topic, TopicName.Parse(topic.ToString()));
        }
        catch (GdnException e)
        {
            Assert.Equal(GdnErrorCode.InvalidName, e.Code);
            Assert.Contains("persistent://tenant/namespace/topic", e.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>The name without its prefix, and the scope that it asks for.</summary>
    private static (string Bare, StreamScope Scope) Split(string name, StreamScope scope) =>
        name.StartsWith("c8globals.", StringComparison.Ordinal) ? (name.Substring("c8globals.".Length), StreamScope.Global)
        : name.StartsWith("c8locals.", StringComparison.Ordinal) ? (name.Substring("c8locals.".Length), StreamScope.Local)
        : (name, scope);
}
