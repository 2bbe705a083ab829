using System.Text;
using FsCheck;
using FsCheck.Fluent;
using static GdnStreams.Protocol.Tests.Generators;

namespace GdnStreams.Protocol.Tests;

/// <summary>Frames, and what is almost one, for properties.</summary>
public static class FrameGenerators
{
    private static readonly Gen<byte[]> Payload = Gen.Choose(0, 255).Select(number => (byte)number).ArrayOf();

    private static readonly Gen<IReadOnlyDictionary<string, string>> Properties = Text.Zip(Text, (key, value) => (key, value)).ListOf()
        .Select(pairs => (IReadOnlyDictionary<string, string>)pairs.GroupBy(pair => pair.key).ToDictionary(group => group.Key, group => group.First().value, StringComparer.Ordinal));

    /// <summary>Whole milliseconds, as the wire has them, in every time zone.</summary>
    private static readonly Gen<DateTimeOffset> Instant =
        from day in Gen.Choose(1, 3_652_000)
        from millisecond in Gen.Choose(0, 86_399_999)
        from offset in Gen.OneOf(Gen.Constant(0), Gen.Choose(-840, 840))
        select new DateTimeOffset(new DateTime(1, 1, 1).AddDays(day).AddMilliseconds(millisecond), TimeSpan.FromMinutes(offset));

    private static readonly Gen<string> Scalar = Gen.Elements(
        "\"\"", "\"aGk=\"", "\"#\"", "\"CAMQADAA\"", "\"\\ud800\"", "\"\\u0000\"", "\"2026-01-02T03:04:05Z\"", "\"9999-12-31T23:59:59-14:00\"", "null", "true", "false",
        "0", "-1", "7", "1e999", "12345678901234567890", "0.5", "[]", "[null]", "{}", "{\"a\":null}", "{\"a\":{}}", "{\"a\":\"\\udfff\"}", "{\"\\ud800\":1}");

    private static readonly Gen<string> Member =
        from name in Gen.Elements(
            "payload", "properties", "context", "key", "replicationClusters", "eventTime", "deliverAt", "deliverAfterMs", "messageId", "publishTime", "redeliveryCount",
            "result", "errorMsg", "errorCode", "schemaVersion", "type", "permitMessages", "endOfTopic", "unknown", "\\ud800")
        from value in Scalar
        select $"\"{name}\":{value}";

    public static Arbitrary<ProducerMessage> ProducerMessages() => (
        from payload in Payload
        from properties in Gen.OneOf(Properties.Select(some => (IReadOnlyDictionary<string, string>?)some), Gen.Constant<IReadOnlyDictionary<string, string>?>(null))
        from context in Maybe(Text)
        from key in Maybe(Text)
        from clusters in Gen.OneOf(Text.ListOf().Select(some => (IReadOnlyList<string>?)some.ToArray()), Gen.Constant<IReadOnlyList<string>?>(null))
        from time in Value(Instant)
        from at in Value(Number)
        from after in Value(Number)
        select new ProducerMessage
        {
            Payload = payload,
            Properties = properties,
            Context = context,
            Key = key,
            ReplicationClusters = clusters,
            EventTime = time,
            DeliverAt = at,
            DeliverAfterMs = after,
        }).ToArbitrary();

    public static Arbitrary<ProducerAck> ProducerAcks() => (
        from ok in Gen.Elements(true, false)
        from id in Position
        from code in Gen.Elements(FrameErrorCode.Deserialize, FrameErrorCode.PayloadEncoding, FrameErrorCode.Unknown)
        from reason in Text
        from context in Maybe(Text)
        from schema in Number
        select (ok ? ProducerAck.Stored(id.ToMessageId(), context) : ProducerAck.Failed(code, reason, context)) with { SchemaVersion = schema }).ToArbitrary();

    public static Arbitrary<ConsumerMessage> ConsumerMessages() => (
        from id in Gen.OneOf(Position.Select(position => position.ToMessageId()), Text.Select(text => new MessageId(text)))
        from payload in Payload
        from properties in Properties
        from published in Instant
        from redeliveries in Gen.OneOf(Gen.Choose(0, 3), Gen.Elements(int.MaxValue))
        from time in Value(Instant)
        from key in Maybe(Text)
        select new ConsumerMessage
        {
            MessageId = id,
            Payload = payload,
            Properties = properties,
            PublishTime = published,
            RedeliveryCount = redeliveries,
            EventTime = time,
            Key = key,
        }).ToArbitrary();

    public static Arbitrary<ConsumerCommand> ConsumerCommands() => (
        from type in Maybe(Gen.OneOf(Gen.Elements(ConsumerCommand.NegativeAcknowledge, ConsumerCommand.PermitType, ConsumerCommand.UnsubscribeType), Text))
        from id in Maybe(Text)
        from messages in Value(Gen.Choose(int.MinValue, int.MaxValue))
        select new ConsumerCommand { Type = type, MessageId = id, PermitMessages = messages }).ToArbitrary();

    public static Arbitrary<AnyJson> Json() => (
        from members in Member.ListOf()
        from damage in Gen.Frequency((3, Gen.Constant(-1)), (1, Gen.Choose(0, 500)))
        from odd in Gen.Choose(0, 255)
        select Damaged("{" + string.Join(",", members) + "}", damage, (byte)odd)).ToArbitrary();

    private static AnyJson Damaged(string json, int at, byte odd)
    {
        var utf8 = Encoding.UTF8.GetBytes(json);
        if (at >= 0)
        {
            utf8[at % utf8.Length] = odd;
        }

        return new AnyJson(utf8);
    }
}
