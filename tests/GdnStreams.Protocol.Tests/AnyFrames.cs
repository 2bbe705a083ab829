using System.Globalization;
using System.Text;
using FsCheck.Xunit;

namespace GdnStreams.Protocol.Tests;

[Properties(Arbitrary = [typeof(FrameGenerators)], MaxTest = 300)]
public sealed class AnyFrames
{
    [Property]
    public void That_publish_come_back(ProducerMessage message)
    {
        using var writer = new FrameWriter();
        Assert.True(Frames.TryReadProducerMessage(writer.Write(message).Span, out var read, out var fault), fault.Message);
        Assert.Equal(message.Payload!.Value.ToArray(), read.Payload!.Value.ToArray());
        Assert.Equal(message.Properties, read.Properties);
        Assert.Equal(message.ReplicationClusters, read.ReplicationClusters);
        Assert.Equal(message.EventTime?.Offset, read.EventTime?.Offset);
        Assert.Equal(
            message with { Payload = null, Properties = null, ReplicationClusters = null },
            read with { Payload = null, Properties = null, ReplicationClusters = null });
    }

    [Property]
    public void That_publish_are_written_in_place_as_the_serializer_writes_them(ProducerMessage message, long context)
    {
        using var serializer = new FrameWriter();
        using var inPlace = new FrameWriter();
        var expected = serializer.Write(message with { Context = context.ToString(CultureInfo.InvariantCulture) });
        var written = inPlace.Write(new PublishFrame
        {
            Payload = message.Payload!.Value.Span,
            Properties = message.Properties,
            Context = context,
            Key = message.Key,
            ReplicationClusters = message.ReplicationClusters,
            EventTime = message.EventTime,
            DeliverAt = message.DeliverAt,
            DeliverAfterMs = message.DeliverAfterMs,
        });
        Assert.Equal(Encoding.UTF8.GetString(expected.ToArray()), Encoding.UTF8.GetString(written.ToArray()));
    }

    [Property]
    public void That_deliver_are_written_in_place_as_the_serializer_writes_them(ConsumerMessage message, long ledger, long entry)
    {
        using var serializer = new FrameWriter();
        using var inPlace = new FrameWriter();
        var position = new MessagePosition(ledger, entry);
        var expected = serializer.Write(message with
        {
            MessageId = position.ToMessageId(),
            PublishTime = message.PublishTime.ToUniversalTime(),
            EventTime = message.EventTime?.ToUniversalTime(),
        });
        var written = inPlace.Write(new DeliveryFrame
        {
            Position = position,
            Payload = message.Payload.Span,
            Properties = message.Properties,
            PublishTime = message.PublishTime.ToUnixTimeMilliseconds(),
            RedeliveryCount = message.RedeliveryCount,
            EventTime = message.EventTime?.ToUnixTimeMilliseconds(),
            Key = message.Key,
        });
        Assert.Equal(Encoding.UTF8.GetString(expected.ToArray()), Encoding.UTF8.GetString(written.ToArray()));
    }

    [Property]
    public void That_acknowledge_a_message_are_read_in_place_as_the_serializer_reads_them(long ledger, long entry, ConsumerCommand other)
    {
        using var writer = new FrameWriter();
        var position = new MessagePosition(ledger, entry);
        Assert.True(Frames.TryReadAcknowledgement(writer.Write(ConsumerCommand.Acknowledge(position.ToMessageId())).Span, out var read));
        Assert.Equal(position, read);
        if (Frames.TryReadAcknowledgement(writer.Write(other).Span, out read))
        {
            // Everything else is left to the serializer.
            Assert.True(other is { Type: null, PermitMessages: null });
            Assert.True(MessagePosition.TryParse(other.MessageId, out var expected));
            Assert.Equal(expected, read);
        }
    }

    [Theory]
    [InlineData("""{ "messageId": "CAMQADAA" }""", true)]
    [InlineData("""{"messageId":"CAMQADA"}""", false)]
    [InlineData("""{"messageId":"earliest"}""", false)]
    [InlineData("""{"messageId":"CAMQADAA","type":"permit"}""", false)]
    [InlineData("""{"messageId":"CAMQ    ADAA"}""", false)]
    [InlineData("{\"messageId\":\"CAMQ\tADAA\"}", false)]
    [InlineData("{\"messageId\":\"CAMQ\r\nADAA\"}", false)]
    [InlineData("""{"messageId":"}""", false)]
    [InlineData("""{"messageId":""}""", false)]
    [InlineData("""{"messageId":"CAMQADAA}""", false)]
    [InlineData("""{"messageId":"CAMQADAA"}}""", false)]
    [InlineData("""{"messageId":7}""", false)]
    [InlineData("[]", false)]
    [InlineData("", false)]
    public void Are_read_in_place_as_acknowledgements_only_where_nothing_else_is_said(string json, bool isOne) =>
        Assert.Equal(isOne, Frames.TryReadAcknowledgement(Encoding.UTF8.GetBytes(json), out _));

    [Property]
    public void That_acknowledge_a_send_are_read_in_place_as_the_serializer_reads_them(ProducerAck ack)
    {
        using var writer = new FrameWriter();
        var frame = writer.Write(ack);
        if (PublishAnswer.TryRead(frame.Span, out var answer))
        {
            Assert.True(ack.IsOk);
            Assert.Equal((ack.Context, ack.MessageId), (answer.Context.ToString(CultureInfo.InvariantCulture), answer.ReadMessageId()));
        }
        else
        {
            // It leaves to the serializer what is no success, and what no client of ours has sent.
            Assert.True(!ack.IsOk || ack.MessageId is null or { IsNone: true } || !IsOurs(ack.Context) || ack.MessageId.ToString()!.Any(c => c is '"' or '\\' or < ' '));
        }
    }

    [Theory]
    [InlineData("-0", false)]
    [InlineData("+7", false)]
    [InlineData("07", false)]
    [InlineData("7x", false)]
    [InlineData("9223372036854775808", false)]
    [InlineData("", false)]
    [InlineData("0", true)]
    [InlineData("9223372036854775807", true)]
    public void That_acknowledge_a_send_are_read_in_place_where_the_context_is_as_a_number_is_written(string context, bool isRead)
    {
        using var writer = new FrameWriter();
        Assert.Equal(isRead, PublishAnswer.TryRead(writer.Write(ProducerAck.Stored(new MessageId("CAMQADAA"), context)).Span, out var answer));
        Assert.True(!isRead || answer.Context.ToString(CultureInfo.InvariantCulture) == context);
    }

    [Property]
    public void That_acknowledge_a_send_come_back(ProducerAck ack)
    {
        using var writer = new FrameWriter();
        var read = Frames.ReadProducerAck(writer.Write(ack).Span);
        Assert.Equal(ack, read);
        Assert.Equal((ack.IsOk, ack.Failure), (read.IsOk, read.Failure));
        Assert.NotEqual(read.IsOk, read.Failure is not null);
    }

    [Property]
    public void That_deliver_come_back(ConsumerMessage message)
    {
        using var writer = new FrameWriter();
        var read = Frames.ReadConsumerFrame(writer.Write(message).Span, out var end)!;
        Assert.False(end);
        Assert.Equal(message.Payload.ToArray(), read.Payload.ToArray());
        Assert.Equal(message.Properties, read.Properties);
        Assert.Equal((message.PublishTime.Offset, message.EventTime?.Offset), (read.PublishTime.Offset, read.EventTime?.Offset));
        Assert.Equal(
            message with { Payload = default, Properties = ConsumerMessage.NoProperties },
            read with { Payload = default, Properties = ConsumerMessage.NoProperties });
    }

    [Property]
    public void That_command_come_back(ConsumerCommand command)
    {
        using var writer = new FrameWriter();
        Assert.True(Frames.TryReadConsumerCommand(writer.Write(command).Span, out var read));
        Assert.Equal(command, read);
    }

    [Property(MaxTest = 2000)]
    public void That_are_none_are_refused_and_nothing_else(AnyJson json) => IsReadOrRefused(json.Utf8);

    [Property]
    public void That_are_any_bytes_are_refused_and_nothing_else(byte[] bytes) => IsReadOrRefused(bytes);

    [Theory]
    [InlineData("""{"payload":"#","context":"\ud800"}""")]
    [InlineData("""{"context":"\ud800","payload":"aGk=","eventTime":1}""")]
    public void With_a_context_that_is_no_text_have_none_to_give_back(string json)
    {
        Assert.False(Frames.TryReadProducerMessage(Encoding.UTF8.GetBytes(json), out _, out var fault));
        Assert.Null(fault.Context);
    }

    private static bool IsOurs(string? context) =>
        long.TryParse(context, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number.ToString(CultureInfo.InvariantCulture) == context;

    private static void IsReadOrRefused(byte[] utf8)
    {
        if (!Frames.TryReadProducerMessage(utf8, out var message, out var fault))
        {
            Assert.Contains(fault.Code, new[] { FrameErrorCode.Deserialize, FrameErrorCode.PayloadEncoding, FrameErrorCode.Unknown });
            Assert.NotEmpty(fault.Message);
        }
        else
        {
            Assert.NotNull(message.Payload);
        }

        Assert.Equal(Frames.TryReadConsumerCommand(utf8, out var command), command is not null);
        IsViolation(() => Frames.ReadProducerAck(utf8));
        IsViolation(() => Frames.ReadConsumerFrame(utf8, out _));
    }

    private static void IsViolation(Func<object?> read)
    {
        try
        {
            _ = read();
        }
        catch (GdnException e)
        {
            Assert.Equal(GdnErrorCode.ProtocolViolation, e.Code);
        }
    }
}
