using System.Text;
using FsCheck.Xunit;

namespace GdnStreams.Protocol.Tests;

/// <summary>Recorded from a live Pulsar 4.0.8: what a producer socket takes and how it refuses.</summary>
public sealed class PublishedFrames
{
    [Theory]
    [InlineData("""{"payload":"aGk="}""", "hi")]
    [InlineData("""{"payload":"aGk"}""", "hi")]
    [InlineData("""{"payload":""}""", "")]
    [InlineData("""{"payload":"aGk=","unknown":{"a":[1]}}""", "hi")]
    public void With_a_payload_are_taken(string json, string text)
    {
        Assert.True(Frames.TryReadProducerMessage(Encoding.UTF8.GetBytes(json), out var message, out _));
        Assert.Equal(text, Encoding.UTF8.GetString(message.Payload!.Value.Span));
    }

    [Theory]
    [InlineData("""{"context":"7"}""")]
    [InlineData("""{"payload":null,"context":"7"}""")]
    [InlineData("""{"payload":"#","context":"7"}""")]
    [InlineData("""{"context":7,"payload":"_-8="}""")]
    [InlineData("""{"payload":"aG\nk=","context":"7"}""")]
    [InlineData("""{"payload":"aGk=","eventTime":1,"context":"7"}""")]
    [InlineData("""{"payload":"aGk=","eventTime":"soon","context":"7"}""")]
    public void With_a_bad_payload_or_time_fail_with_code_7_and_their_context(string json)
    {
        Assert.False(Frames.TryReadProducerMessage(Encoding.UTF8.GetBytes(json), out _, out var fault));
        Assert.Equal((FrameErrorCode.PayloadEncoding, "7", false), (fault.Code, fault.Context, fault.ClosesSocket));
    }

    [Fact]
    public void That_are_null_fail_with_code_7()
    {
        Assert.False(Frames.TryReadProducerMessage("null"u8, out _, out var fault));
        Assert.Equal(FrameErrorCode.PayloadEncoding, fault.Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"payload":"aGk=","properties":{"a":{}}}""")]
    public void That_are_not_the_expected_JSON_fail_with_code_3_without_context(string json)
    {
        Assert.False(Frames.TryReadProducerMessage(Encoding.UTF8.GetBytes(json), out _, out var fault));
        Assert.Equal((FrameErrorCode.Deserialize, null, false), (fault.Code, fault.Context, fault.ClosesSocket));
    }

    [Fact]
    public void With_a_null_property_close_the_socket()
    {
        Assert.False(Frames.TryReadProducerMessage("""{"payload":"aGk=","properties":{"a":null}}"""u8, out _, out var fault));
        Assert.True(fault.ClosesSocket);
    }

    [Fact]
    public void May_have_numbers_and_booleans_as_text()
    {
        Assert.True(Frames.TryReadProducerMessage("""{"payload":"aGk=","context":5,"properties":{"n":5,"b":true}}"""u8, out var message, out _));
        Assert.Equal("5", message.Context);
        Assert.Equal(("5", "true"), (message.Properties!["n"], message.Properties["b"]));
    }

    [Fact]
    public void Are_written_with_what_they_have()
    {
        using var writer = new FrameWriter();
        var frame = writer.Write(new ProducerMessage
        {
            Payload = "hi"u8.ToArray(),
            Properties = new Dictionary<string, string> { ["k"] = "v" },
            Context = "1",
            Key = "a+b",
            EventTime = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 670, TimeSpan.Zero),
            DeliverAfterMs = 5,
        });
        Assert.Equal(
            """{"payload":"aGk=","properties":{"k":"v"},"context":"1","key":"a+b","eventTime":"2026-01-02T03:04:05.67Z","deliverAfterMs":5}""",
            Encoding.UTF8.GetString(frame.Span));
    }

    [Property]
    public void Of_any_bytes_are_read_or_refused_but_never_throw(byte[] bytes)
    {
        Assert.NotNull(bytes);
        if (!Frames.TryReadProducerMessage(bytes, out _, out var fault))
        {
            Assert.NotEqual(FrameErrorCode.None, fault.Code);
        }

        _ = Frames.TryReadConsumerCommand(bytes, out _);
    }

    [Property]
    public bool Bring_any_payload_back(byte[] payload)
    {
        using var writer = new FrameWriter();
        var frame = writer.Write(new ProducerMessage { Payload = payload });
        return Frames.TryReadProducerMessage(frame.Span, out var message, out _) && message.Payload!.Value.Span.SequenceEqual(payload);
    }
}
