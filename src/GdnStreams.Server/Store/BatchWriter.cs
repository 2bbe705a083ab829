using System.Text;
using GdnStreams.Engine;

namespace GdnStreams.Server.Store;

/// <summary>
/// Messages of one stream that become one row: its columns and its body. <see cref="BatchReader"/> reads it.
/// </summary>
/// <remarks>
/// The body is one message after the other. Numbers are base-128, the lowest seven bits first; a difference that may be negative is zigzag: 0, -1, 1, -2...
/// <list type="number">
/// <item>What the message has: 1 a key, 2 properties, 4 an event time, 8 a time before which it is not delivered; one byte.</item>
/// <item>How many entries are missing before it in the batch: 0, or what a compaction removed.</item>
/// <item>Its publish time less that of the message before it, the row's column for the first; zigzag.</item>
/// <item>The key; the number of properties and the name and value of each; the event time and the delivery time, each less the publish time, zigzag. A text is the number of its bytes and UTF-8.</item>
/// <item>The number of bytes of the payload, and the payload.</item>
/// </list>
/// </remarks>
internal sealed class BatchWriter
{
    /// <summary>A batch takes no further message beyond this size: a read decodes little, and a slice of it keeps little in memory. A larger message is a batch of its own.</summary>
    public const int MostBytes = 64 * 1024;

    /// <summary>Most messages of a batch.</summary>
    public const int MostMessages = 500;

    public const byte HasKey = 1;
    public const byte HasProperties = 2;
    public const byte HasEventTime = 4;
    public const byte HasDeliverAt = 8;

    private const int LongestNumber = 10;
    private byte[] _body = new byte[512];
    private int _length;
    private long _lastPublished;

    /// <summary>How many messages it has.</summary>
    public int Count { get; private set; }

    /// <summary>Entry of the first one.</summary>
    public long First { get; private set; }

    /// <summary>Entry of the last one.</summary>
    public long Last { get; private set; }

    /// <summary>Publish time of the first one.</summary>
    public long Published { get; private set; }

    /// <summary>Bytes of all payloads together.</summary>
    public long Bytes { get; private set; }

    /// <summary>How many are not to be delivered before a time.</summary>
    public int Scheduled { get; private set; }

    /// <summary>Of the row.</summary>
    public long Checksum => RowChecksum.Of(First, Last, Count, Bytes, Published, Scheduled, Body);

    /// <summary>What is written so far; valid until the next message.</summary>
    public ReadOnlySpan<byte> Body => _body.AsSpan(0, _length);

    /// <summary>Whether the batch goes on with a message; if not, it is full or the message is none of those that follow its last one.</summary>
    public bool Takes(StoredMessage message) =>
        Count == 0 || (Count < MostMessages && _length + message.Size <= MostBytes && message.EntryId > Last);

    /// <summary>Adds a numbered message.</summary>
    public void Add(StoredMessage message)
    {
        if (Count == 0)
        {
            (First, Last) = (message.EntryId, message.EntryId - 1);
            Published = _lastPublished = message.PublishTime;
        }

        Reserve(1 + (3 * LongestNumber));
        _body[_length++] = (byte)((message.Key is null ? 0 : HasKey) | (message.Properties is { Count: > 0 } ? HasProperties : 0)
            | (message.EventTime is null ? 0 : HasEventTime) | (message.DeliverAt == 0 ? 0 : HasDeliverAt));
        Write((ulong)(message.EntryId - Last - 1));
        WriteDifference(message.PublishTime, _lastPublished);
        WriteOptional(message);
        Reserve(LongestNumber + message.Payload.Length);
        Write((ulong)message.Payload.Length);
        message.Payload.Span.CopyTo(_body.AsSpan(_length));
        _length += message.Payload.Length;
        (Last, _lastPublished) = (message.EntryId, message.PublishTime);
        Count++;
        Bytes += message.Payload.Length;
        Scheduled += message.DeliverAt == 0 ? 0 : 1;
    }

    /// <summary>Begins another batch. What a large one took is given back.</summary>
    public void Clear()
    {
        if (_body.Length > 2 * MostBytes)
        {
            _body = new byte[MostBytes];
        }

        (_length, Count, Bytes, Scheduled) = (0, 0, 0, 0);
    }

    private void WriteOptional(StoredMessage message)
    {
        if (message.Key is { } key)
        {
            Write(key);
        }

        if (message.Properties is { Count: > 0 } properties)
        {
            Reserve(LongestNumber);
            Write((ulong)properties.Count);
            foreach (var (name, value) in properties)
            {
                Write(name);
                Write(value);
            }
        }

        Reserve(2 * LongestNumber);
        if (message.EventTime is { } eventTime)
        {
            WriteDifference(eventTime, message.PublishTime);
        }

        if (message.DeliverAt != 0)
        {
            WriteDifference(message.DeliverAt, message.PublishTime);
        }
    }

    private void Write(string text)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        Reserve(LongestNumber + bytes);
        Write((ulong)bytes);
        _length += Encoding.UTF8.GetBytes(text, _body.AsSpan(_length));
    }

    private void WriteDifference(long value, long from)
    {
        var difference = value - from;
        Write((ulong)((difference << 1) ^ (difference >> 63)));
    }

    private void Write(ulong number)
    {
        while (number >= 0x80)
        {
            _body[_length++] = (byte)(number | 0x80);
            number >>= 7;
        }

        _body[_length++] = (byte)number;
    }

    private void Reserve(int bytes)
    {
        if (_body.Length - _length < bytes)
        {
            Array.Resize(ref _body, Math.Max(_length + bytes, 2 * _body.Length));
        }
    }
}
