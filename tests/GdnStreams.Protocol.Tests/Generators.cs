using FsCheck;
using FsCheck.Fluent;

namespace GdnStreams.Protocol.Tests;

/// <summary>Names, positions and addresses for properties.</summary>
public static class Generators
{
    // Without lone surrogates: they are no text and UTF-8 cannot say them.
    private static readonly Gen<string> Piece = Gen.Elements(
        "a", "Z", "0", "-", "_", ".", "..", "~", " ", "+", "%", "%2F", "%25", "%C3", "/", "//", "\\", "?", "&", "&x=1", "=", "#", ";", ",", ":", "@", "!", "$", "'",
        "\"", "(", ")", "*", "[", "]", "{", "}", "<", ">", "|", "^", "`", "\0", "\t", "\r\n", "\u007f", "\u0085", "ä", "ß", "日本", "\u2028",
#if !NETFRAMEWORK // Its Uri takes marks of the writing direction (U+200E, U+200F, U+202A to U+202E) out of every address, escaped or not.
        "\u202e",
#endif
        "\ufeff", "\uffff", "😀");

    private static readonly Gen<string> NamePiece = Gen.Elements("a", "Z", "c", "8", "0", "-", "_", ".", "c8globals", "c8locals.", "c8globals.");

    public static Gen<string> Text { get; } = Piece.NonEmptyListOf().Select(string.Concat);

    /// <summary>What may be a segment of a path: not blank, since the server refuses blank names, and no step within the path.</summary>
    public static Gen<string> Segment { get; } = Text.Where(text => text is not ("." or "..") && !string.IsNullOrWhiteSpace(text));

    public static Gen<long> Number { get; } = Gen.OneOf(
        Gen.Choose(-3, 1100).Select(number => (long)number),
        Gen.Elements(long.MinValue, long.MaxValue, int.MaxValue, int.MinValue, -1L, 0L),
        Gen.Choose(int.MinValue, int.MaxValue).Two().Select(pair => ((long)pair.Item1 << 32) | (uint)pair.Item2));

    public static Gen<MessagePosition> Position { get; } = from ledger in Number from entry in Number select new MessagePosition(ledger, entry);

    /// <summary>Tenant and namespace go into the path as they are, as in Pulsar, which allows only these characters.</summary>
    private static Gen<TopicName> Topic { get; } =
        from tenant in NamePiece.Where(name => name != ".")
        from space in NamePiece.Where(name => name != ".")
        from topic in Segment
        from persistent in Gen.Elements(true, false)
        select new TopicName(tenant, space, topic, persistent);

    public static Arbitrary<AnyText> Texts() => Text.Select(text => new AnyText(text)).ToArbitrary();

    public static Arbitrary<AnyStreamName> StreamNames() => Gen.Frequency(
        (4, NamePiece.NonEmptyListOf().Select(string.Concat)),
        (1, Text),
        (1, NamePiece.NonEmptyListOf().Zip(Piece, (name, piece) => string.Concat(name) + piece)),
        (1, Gen.Choose(225, 235).Select(length => new string('a', length))),
        (1, Gen.Elements("", "c8globals.", "c8locals."))).Select(name => new AnyStreamName(name)).ToArbitrary();

    public static Arbitrary<MessagePosition> Positions() => Position.ToArbitrary();

    public static Arbitrary<ProducerAddress> Producers() => (
        from topic in Topic
        from name in Maybe(Segment)
        from sequence in Value(Number)
        from hashing in Value(Gen.Elements(HashingScheme.JavaStringHash, HashingScheme.Murmur3))
        from timeout in Value(Natural)
        from routing in Value(Gen.Elements(MessageRoutingMode.SinglePartition, MessageRoutingMode.RoundRobinPartition, MessageRoutingMode.CustomPartition))
        from batching in Gen.Elements(true, false)
        from batch in Value(Gen.Choose(1, int.MaxValue))
        from delay in Value(Natural)
        from pending in Value(Natural)
        from compression in Value(Gen.Elements(CompressionType.None, CompressionType.LZ4, CompressionType.Zlib, CompressionType.Zstd, CompressionType.Snappy))
        from keys in Maybe(Text)
        from otp in Maybe(Text)
        from token in Maybe(Text)
        select new ProducerAddress(topic)
        {
            ProducerName = name,
            InitialSequenceId = sequence,
            HashingScheme = hashing,
            SendTimeoutMillis = timeout,
            MessageRoutingMode = routing,
            BatchingEnabled = batching,
            BatchingMaxMessages = batching ? batch : null,
            BatchingMaxPublishDelay = batching ? delay : null,
            MaxPendingMessages = batching ? pending : null,
            CompressionType = compression,
            EncryptionKeys = keys,
            Otp = otp,
            Token = token,
        }).ToArbitrary();

    public static Arbitrary<ConsumerAddress> Consumers() => (
        from topic in Topic
        from subscription in Segment
        from type in Value(Gen.Elements(SubscriptionType.Exclusive, SubscriptionType.Shared, SubscriptionType.Failover, SubscriptionType.KeyShared))
        from mode in Value(Gen.Elements(SubscriptionMode.Durable, SubscriptionMode.NonDurable))
        from initial in Value(Gen.Elements(InitialPosition.Latest, InitialPosition.Earliest))
        from queue in Value(Natural)
        from timeout in Value(Gen.OneOf(Gen.Constant(0), Gen.Choose(1000, int.MaxValue)))
        from delay in Value(Natural)
        from name in Maybe(Segment)
        from priority in Value(Natural)
        from redeliveries in Value(Gen.Choose(1, int.MaxValue))
        from letters in Maybe(Segment)
        from pull in Gen.Elements(true, false)
        from crypto in Value(Gen.Elements(CryptoFailureAction.Fail, CryptoFailureAction.Discard, CryptoFailureAction.Consume))
        from otp in Maybe(Text)
        from token in Maybe(Text)
        select new ConsumerAddress(topic, subscription)
        {
            SubscriptionType = type,
            SubscriptionMode = mode,
            SubscriptionInitialPosition = initial,
            ReceiverQueueSize = queue,
            AckTimeoutMillis = timeout,
            NegativeAckRedeliveryDelay = delay,
            ConsumerName = name,
            PriorityLevel = priority,
            MaxRedeliverCount = redeliveries,
            DeadLetterTopic = redeliveries is null ? null : letters,
            PullMode = pull,
            CryptoFailureAction = crypto,
            Otp = otp,
            Token = token,
        }).ToArbitrary();

    public static Arbitrary<ReaderAddress> Readers() => (
        from topic in Topic
        from name in Maybe(Segment)
        from queue in Value(Natural)
        from id in Value(Gen.OneOf(Gen.Elements(MessageId.Earliest, MessageId.Latest), Position.Select(position => position.ToMessageId())))
        from otp in Maybe(Text)
        from token in Maybe(Text)
        select new ReaderAddress(topic) { ReaderName = name, ReceiverQueueSize = queue, MessageId = id, Otp = otp, Token = token }).ToArbitrary();

    public static Gen<string?> Maybe(Gen<string> text) => Gen.OneOf(text.Select(value => (string?)value), Gen.Constant<string?>(null));

    public static Gen<T?> Value<T>(Gen<T> values)
        where T : struct => Gen.OneOf(values.Select(value => (T?)value), Gen.Constant<T?>(null));

    private static Gen<int> Natural => Gen.OneOf(Gen.Choose(0, 1100), Gen.Elements(0, int.MaxValue));
}
