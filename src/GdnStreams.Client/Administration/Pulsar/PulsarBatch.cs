using System.Text;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>
/// Reads an entry that holds a batch: for each message the length of its metadata (4 bytes, big-endian), Pulsar's protobuf
/// <c>SingleMessageMetadata</c> and the payload.
/// </summary>
internal ref struct PulsarBatch
{
    private ReadOnlySpan<byte> _rest;

    private PulsarBatch(ReadOnlySpan<byte> rest) => _rest = rest;

    /// <param name="content">The entry.</param>
    /// <param name="count">How many messages it holds.</param>
    /// <param name="entry">What all of them have in common.</param>
    /// <param name="position">Where the entry is.</param>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.ProtocolViolation"/>: not a batch.</exception>
    public static IReadOnlyList<ReceivedMessage> Read(byte[] content, int count, ReceivedMessage entry, MessagePosition position)
    {
        var batch = new PulsarBatch(content);
        var messages = new List<ReceivedMessage>();
        for (var i = 0; i < count; i++)
        {
            var length = batch.Take(4);
            var metadata = new PulsarBatch(batch.Take((length[0] << 24) | (length[1] << 16) | (length[2] << 8) | length[3]));
            var message = metadata.ReadMetadata(entry with { Id = position.ToMessageId(i, count), Key = null, EventTime = null }, out var size);
            messages.Add(message with { Payload = batch.Take(size).ToArray() });
        }

        return messages;
    }

    private ReceivedMessage ReadMetadata(ReceivedMessage message, out int payloadSize)
    {
        payloadSize = 0;
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        while (!_rest.IsEmpty)
        {
            switch (TakeVarint())
            {
                case 0x0A:
                    var (name, value) = new PulsarBatch(TakeBytes()).ReadPair();
                    properties[name] = value;
                    break;
                case 0x12:
                    message = message with { Key = Text(TakeBytes()) };
                    break;
                case 0x18:
                    payloadSize = (int)TakeVarint();
                    break;
                case 0x28:
                    message = message with { EventTime = DateTimeOffset.FromUnixTimeMilliseconds((long)TakeVarint()) };
                    break;
                case var tag:
                    SkipField(tag);
                    break;
            }
        }

        return message with { Properties = properties };
    }

    private (string Name, string Value) ReadPair()
    {
        var (name, value) = ("", "");
        while (!_rest.IsEmpty)
        {
            switch (TakeVarint())
            {
                case 0x0A:
                    name = Text(TakeBytes());
                    break;
                case 0x12:
                    value = Text(TakeBytes());
                    break;
                case var tag:
                    SkipField(tag);
                    break;
            }
        }

        return (name, value);
    }

    private void SkipField(ulong tag)
    {
        switch (tag & 7)
        {
            case 0:
                TakeVarint();
                break;
            case 2:
                TakeBytes();
                break;
            default:
                throw NotABatch();
        }
    }

    private ReadOnlySpan<byte> TakeBytes() => Take((int)Math.Min(TakeVarint(), int.MaxValue));

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length < 0 || length > _rest.Length)
        {
            throw NotABatch();
        }

        var taken = _rest.Slice(0, length);
        _rest = _rest.Slice(length);
        return taken;
    }

    private ulong TakeVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw NotABatch();
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes.ToArray());

    private static GdnException NotABatch() => RestClient.NotUnderstood("a batch of messages", null);
}
