using System.Text;
using System.Text.Json;
using FsCheck.Xunit;

namespace GdnStreams.Protocol.Tests;

/// <summary>What is read and written without the serializer is what the serializer reads and writes.</summary>
[Properties(Arbitrary = [typeof(FrameGenerators), typeof(Generators)], MaxTest = 300)]
public sealed class UsualFrames
{
    [Property]
    public void That_publish_are_read_as_the_serializer_reads_them(ProducerMessage message)
    {
        using var writer = new FrameWriter();
        var isUsual = message.ReplicationClusters is null && message.EventTime is null && message.DeliverAt is null && message.DeliverAfterMs is null;
        AssertSame(writer.Write(message).ToArray(), isUsual);
    }

    [Property]
    public void That_publish_with_nothing_unusual_are_read(ProducerMessage message)
    {
        using var writer = new FrameWriter();
        AssertSame(writer.Write(message with { ReplicationClusters = null, EventTime = null, DeliverAt = null, DeliverAfterMs = null }).ToArray(), isUsual: true);
    }

    [Property(MaxTest = 3000)]
    public void That_are_none_are_left_to_the_serializer(AnyJson json) => AssertSame(json.Utf8, isUsual: null);

    [Theory]
    [InlineData("""{"payload":"aGk=","payload":"eW8="}""", true)]
    [InlineData("""{"payload":"aGk"}""", true)]
    [InlineData("""{"p\u0061yload":"aGk=","context":7,"key":true,"properties":{"n":5}}""", true)]
    [InlineData("""{"payload":"aGk="} x""", false)]
    [InlineData("""{"payload":"aGk=",}""", false)]
    [InlineData("""{"payload":"aGk=","properties":null}""", false)]
    [InlineData("""{"payload":"aGk=","context":{}}""", false)]
    [InlineData("""{"payload":"aGk=","unknown":1}""", false)]
    [InlineData("""{"context":"7"}""", false)]
    [InlineData("null", false)]
    [InlineData("", false)]
    public void That_look_alike(string json, bool isUsual) => AssertSame(Encoding.UTF8.GetBytes(json), isUsual);

    [Property]
    public void That_acknowledge_are_written_as_the_serializer_writes_them(MessagePosition position, string? context)
    {
        using var serializer = new FrameWriter();
        using var inPlace = new FrameWriter();
        var expected = serializer.Write(ProducerAck.Stored(position.ToMessageId(), context)).ToArray();
        Assert.Equal(Encoding.UTF8.GetString(expected), Encoding.UTF8.GetString(inPlace.WriteStored(position, context).ToArray()));
    }

    [Property]
    public void That_deliver_are_read_as_the_serializer_reads_them(ConsumerMessage message)
    {
        using var writer = new FrameWriter();
        AssertSameDelivery(writer.Write(message with { PublishTime = message.PublishTime.ToUniversalTime(), EventTime = message.EventTime?.ToUniversalTime() }).ToArray(), isUsual: true);
        AssertSameDelivery(writer.Write(message).ToArray(), isUsual: null);
    }

    [Property(MaxTest = 3000)]
    public void That_deliver_nothing_are_left_to_the_serializer(AnyJson json) => AssertSameDelivery(json.Utf8, isUsual: null);

    [Theory]
    [InlineData("""{"messageId":"CAMQADAA","properties":{}}""", true)]
    [InlineData("""{"messageId":"CAMQADAA"}""", false)]
    [InlineData("""{"m\u0065ssageId":"C\u0041MQADAA","payload":"","properties":{"n":5}}""", true)]
    [InlineData("""{"messageId":"CAMQADAA","publishTime":"2026-01-02T03:04:05Z","redeliveryCount":3,"properties":{}}""", true)]
    [InlineData("""{"messageId":"CAMQADAA","publishTime":"2026-01-02T03:04:05.1234567+01:00"}""", false)]
    [InlineData("""{"messageId":"CAMQADAA","publishTime":"2026-01-02T03:04:05"}""", false)]
    [InlineData("""{"messageId":"CAMQADAA","eventTime":null}""", false)]
    [InlineData("""{"messageId":"CAMQADAA","key":null}""", false)]
    [InlineData("""{"messageId":"CAMQADAA","properties":null}""", false)]
    [InlineData("""{"messageId":"CAMQADAA","redeliveryCount":1.5}""", false)]
    [InlineData("""{"messageId":"CAMQADAA","payload":"?"}""", false)]
    [InlineData("""{"messageId":"CAMQADAA","unknown":1}""", false)]
    [InlineData("""{"messageId":"CAMQADAA"} x""", false)]
    [InlineData("""{"payload":""}""", false)]
    [InlineData("""{"endOfTopic":true}""", false)]
    [InlineData("", false)]
    public void That_look_like_deliveries(string json, bool isUsual) => AssertSameDelivery(Encoding.UTF8.GetBytes(json), isUsual);

    [Property]
    public void That_acknowledge_a_delivery_are_written_as_the_serializer_writes_them(MessagePosition position, string? text)
    {
        using var writer = new FrameWriter();
        foreach (var id in new[] { position.ToMessageId(), new MessageId(text ?? "") })
        {
            var command = ConsumerCommand.Acknowledge(id);
            Assert.Equal(JsonSerializer.Serialize(command, FrameJson.Instance.ConsumerCommand), Encoding.UTF8.GetString(writer.Write(command).Span));
        }
    }

    private static void AssertSameDelivery(byte[] utf8, bool? isUsual)
    {
        var isRead = UsualConsumerMessage.TryRead(utf8, out var usual);
        Assert.True(isUsual is null || isUsual == isRead);
        if (isRead)
        {
            var expected = JsonSerializer.Deserialize(utf8, FrameJson.Instance.ConsumerMessage)!;
            Assert.Equal(expected.Payload.ToArray(), usual.Payload.ToArray());
            Assert.Equal(expected.Properties, usual.Properties);
            Assert.Equal(expected with { Payload = default, Properties = usual.Properties }, usual with { Payload = default });
        }
    }

    private static void AssertSame(byte[] utf8, bool? isUsual)
    {
        var isRead = UsualProducerMessage.TryRead(utf8, out var usual);
        Assert.True(isUsual is null || isUsual == isRead);
        if (isRead)
        {
            var expected = JsonSerializer.Deserialize(utf8, FrameJson.Instance.ProducerMessage)!;
            Assert.Equal(expected.Payload!.Value.ToArray(), usual.Payload!.Value.ToArray());
            Assert.Equal(expected.Properties, usual.Properties);
            Assert.Equal(expected with { Payload = null, Properties = null }, usual with { Payload = null, Properties = null });
        }
    }
}
