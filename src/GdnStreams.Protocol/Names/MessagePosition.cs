using System.Buffers;
using System.Buffers.Text;

namespace GdnStreams.Protocol;

/// <summary>What is inside a message id: where the message lies in its stream. Only servers look in here.</summary>
/// <remarks>Encoded as Base64 of Pulsar's protobuf <c>MessageIdData</c>: 1 ledgerId, 2 entryId, 3 partition, 4 batch_index, 6 batch_size.</remarks>
/// <param name="LedgerId">Ledger, or -1 for <see cref="Earliest"/>.</param>
/// <param name="EntryId">Entry within the ledger, or -1 for <see cref="Earliest"/>.</param>
public readonly record struct MessagePosition(long LedgerId, long EntryId) : IComparable<MessagePosition>
{
    /// <summary>Most bytes of a written id.</summary>
    internal const int MostBytes = 48;

    /// <summary>Before the first message; also what a deduplicated send is acknowledged with.</summary>
    public static MessagePosition Earliest { get; } = new(-1, -1);

    /// <summary>After the last message.</summary>
    public static MessagePosition Latest { get; } = new(long.MaxValue, long.MaxValue);

    /// <summary>Writes the id as Pulsar 2.8 and newer do, with batch_size 0: (3,0) is <c>CAMQADAA</c>.</summary>
    public MessageId ToMessageId() => ToMessageId(-1, 0);

    /// <summary>Writes the id of one message of an entry that holds several.</summary>
    /// <param name="batchIndex">Place of the message within its entry, from 0; -1 where the entry is one message.</param>
    /// <param name="batchSize">How many messages the entry holds; 0 where the entry is one message.</param>
    public MessageId ToMessageId(int batchIndex, int batchSize)
    {
        Span<byte> bytes = stackalloc byte[MostBytes];
        var length = Write(bytes, batchIndex, batchSize);
#if NETSTANDARD2_0
        return new MessageId(Convert.ToBase64String(bytes.Slice(0, length).ToArray()));
#else
        return new MessageId(Convert.ToBase64String(bytes[..length]));
#endif
    }

    /// <summary>Writes what a message id is the Base64 of; returns how many bytes, at most <see cref="MostBytes"/>.</summary>
    internal int Write(Span<byte> bytes) => Write(bytes, -1, 0);

    private int Write(Span<byte> bytes, int batchIndex, int batchSize)
    {
        var length = 0;
        bytes[length++] = 0x08;
        length += WriteVarint(bytes.Slice(length), (ulong)LedgerId);
        bytes[length++] = 0x10;
        length += WriteVarint(bytes.Slice(length), (ulong)EntryId);
        if (batchIndex >= 0)
        {
            bytes[length++] = 0x20;
            length += WriteVarint(bytes.Slice(length), (ulong)batchIndex);
        }

        bytes[length++] = 0x30;
        return length + WriteVarint(bytes.Slice(length), (ulong)batchSize);
    }

    /// <summary>Reads an id, ours or any Pulsar's; <c>earliest</c> and <c>latest</c> are understood. False where it is no id.</summary>
    public static bool TryParse(string? text, out MessagePosition position) => TryParse(text, out position, out _);

    /// <summary>Reads an id with the place of the message within its entry: -1 where the entry is one message, and of how many: 0 where it is not told.</summary>
    public static bool TryParse(string? text, out MessagePosition position, out (int Index, int Size) batch)
    {
        (position, batch) = (Earliest, (-1, 0));
        switch (text)
        {
            case null:
                return false;
            case "earliest":
                return true;
            case "latest":
                position = Latest;
                return true;
        }

        return Base64Text.TryDecode(text, out var bytes) && TryRead(bytes, out position, out batch);
    }

    /// <summary>Reads an id as <see cref="ToMessageId()"/> writes it, without an allocation; false for every other, which <see cref="TryParse(string?, out MessagePosition)"/> may read.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> base64, out MessagePosition position)
    {
        position = Earliest;
        Span<byte> bytes = stackalloc byte[MostBytes];
        return base64.Length <= MostBytes
            && base64.IndexOfAny(" \t\r\n"u8) < 0 // Which the decoder skips.
            && Base64.DecodeFromUtf8(base64, bytes, out var read, out var written) == OperationStatus.Done
            && read == base64.Length
            && TryRead(bytes.Slice(0, written), out position, out _);
    }

    /// <inheritdoc/>
    public int CompareTo(MessagePosition other) =>
        LedgerId != other.LedgerId ? LedgerId.CompareTo(other.LedgerId) : EntryId.CompareTo(other.EntryId);

    /// <summary>Order in the stream.</summary>
    public static bool operator <(MessagePosition left, MessagePosition right) => left.CompareTo(right) < 0;

    /// <summary>Order in the stream.</summary>
    public static bool operator >(MessagePosition left, MessagePosition right) => left.CompareTo(right) > 0;

    /// <summary>Order in the stream.</summary>
    public static bool operator <=(MessagePosition left, MessagePosition right) => left.CompareTo(right) <= 0;

    /// <summary>Order in the stream.</summary>
    public static bool operator >=(MessagePosition left, MessagePosition right) => left.CompareTo(right) >= 0;

    /// <summary>Ledger and entry, as Pulsar's administration shows them.</summary>
    public override string ToString() => $"{LedgerId}:{EntryId}";

    private static bool TryRead(ReadOnlySpan<byte> bytes, out MessagePosition position, out (int Index, int Size) batch)
    {
        (position, batch) = (Earliest, (-1, 0));
        ulong? ledger = null, entry = null;
        while (bytes.Length > 0)
        {
            if (!TryReadVarint(ref bytes, out var tag))
            {
                return false;
            }

            ulong value = 0;
            switch (tag & 7)
            {
                case 0 when TryReadVarint(ref bytes, out value):
                    break;
                case 2 when TryReadVarint(ref bytes, out var length) && length <= (ulong)bytes.Length:
                    bytes = bytes.Slice((int)length);
                    break;
                default:
                    return false;
            }

            switch (tag)
            {
                case 0x08:
                    ledger = value;
                    break;
                case 0x10:
                    entry = value;
                    break;
                case 0x20:
                    batch.Index = (int)(long)value;
                    break;
                case 0x30:
                    batch.Size = (int)(long)value;
                    break;
            }
        }

        if (ledger is null || entry is null)
        {
            return false;
        }

        position = new MessagePosition((long)ledger.Value, (long)entry.Value);
        return true;
    }

    private static int WriteVarint(Span<byte> target, ulong value)
    {
        var i = 0;
        while (value >= 0x80)
        {
            target[i++] = (byte)(value | 0x80);
            value >>= 7;
        }

        target[i++] = (byte)value;
        return i;
    }

    private static bool TryReadVarint(ref ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (var i = 0; i < bytes.Length && i < 10; i++)
        {
            value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes.Slice(i + 1);
                return true;
            }
        }

        return false;
    }
}
