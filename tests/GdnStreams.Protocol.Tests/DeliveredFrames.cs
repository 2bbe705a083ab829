using System.Text;

namespace GdnStreams.Protocol.Tests;

public sealed class DeliveredFrames
{
    [Fact]
    public void Are_written_as_Pulsar_writes_them()
    {
        using var writer = new FrameWriter();
        var frame = writer.Write(new ConsumerMessage
        {
            MessageId = new MessageId("CAMQADAA"),
            Payload = "hi"u8.ToArray(),
            PublishTime = new DateTimeOffset(2026, 11, 23, 16, 1, 38, 960, TimeSpan.Zero),
            Key = "k1",
        });
        Assert.Equal(
            """{"messageId":"CAMQADAA","payload":"aGk=","properties":{},"publishTime":"2026-11-23T16:01:38.96Z","redeliveryCount":0,"key":"k1"}""",
            Encoding.UTF8.GetString(frame.Span));
    }

    [Theory]
    [InlineData("2021-10-29T16:01:38.967-07:00", "2021-10-29T23:01:38.967Z")]
    [InlineData("2016-08-30 16:45:57.785", "2016-08-30T16:45:57.785Z")]
    [InlineData("2026-11-23T16:01:38Z", "2026-11-23T16:01:38.000Z")]
    public void Of_servers_of_every_age_are_read(string written, string instant)
    {
        var json = $$"""{"messageId":"a","payload":"","publishTime":"{{written}}"}""";
        var message = Frames.ReadConsumerFrame(Encoding.UTF8.GetBytes(json), out _);
        Assert.Equal(instant, message!.PublishTime.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(0, message.RedeliveryCount);
    }

    [Fact]
    public void May_be_the_answer_about_the_end_of_the_topic()
    {
        Assert.Null(Frames.ReadConsumerFrame("""{"endOfTopic":true}"""u8, out var end));
        Assert.True(end);
    }

    [Fact]
    public void That_are_none_are_a_protocol_violation() => Assert.Equal(
        GdnErrorCode.ProtocolViolation,
        Assert.Throws<GdnException>(() => Frames.ReadConsumerFrame("<html>"u8, out _)).Code);

    [Fact]
    public void Are_answered_with_acknowledgements()
    {
        using var writer = new FrameWriter();
        Assert.Equal("""{"messageId":"CAMQADAA"}""", Text(writer.Write(ConsumerCommand.Acknowledge(new MessageId("CAMQADAA")))));
        Assert.Equal("""{"type":"negativeAcknowledge","messageId":"a+"}""", Text(writer.Write(ConsumerCommand.Deny(new MessageId("a+")))));
        Assert.Equal("""{"type":"permit","permitMessages":100}""", Text(writer.Write(ConsumerCommand.Permit(100))));
        Assert.Equal("""{"type":"unsubscribe"}""", Text(writer.Write(ConsumerCommand.Unsubscribe)));
    }

    [Fact]
    public void And_published_ones_are_acknowledged_as_Pulsar_does()
    {
        using var writer = new FrameWriter();
        var stored = ProducerAck.Stored(new MessageId("CAMQADAA"), "1");
        Assert.Equal("""{"result":"ok","messageId":"CAMQADAA","context":"1","errorCode":0,"schemaVersion":0}""", Text(writer.Write(stored)));
        var failed = ProducerAck.Failed(FrameErrorCode.Unknown, "full", null);
        Assert.Equal("""{"result":"send-error:8","errorMsg":"full","errorCode":0,"schemaVersion":0}""", Text(writer.Write(failed)));
        var read = Frames.ReadProducerAck(writer.Write(failed).Span);
        Assert.Equal((false, FrameErrorCode.Unknown), (read.IsOk, read.Failure!.Value));
    }

    private static string Text(ReadOnlyMemory<byte> frame) => Encoding.UTF8.GetString(frame.Span);
}
