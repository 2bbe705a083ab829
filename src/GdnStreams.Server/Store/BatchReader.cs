using System.Text;
using GdnStreams.Engine;

namespace GdnStreams.Server.Store;

/// <summary>Reads the messages of a row one after the other; <see cref="BatchWriter"/> describes the body. What is not asked for is not decoded.</summary>
/// <param name="first">The row's first entry.</param>
/// <param name="published">When its first message was published.</param>
/// <param name="body">Its body.</param>
internal sealed class BatchReader(long first, long published, ReadOnlyMemory<byte> body)
{
    private int _next;
    private byte _has;
    private int _keyAt;
    private int _propertiesAt;

    /// <summary>The current message's entry.</summary>
    public long Entry { get; private set; } = first - 1;

    /// <summary>When it was published.</summary>
    public long Published { get; private set; } = published;

    /// <summary>Its event time, if it has one.</summary>
    public long? EventTime { get; private set; }

    /// <summary>Not to be delivered before; 0 is at once.</summary>
    public long DeliverAt { get; private set; }

    /// <summary>Its bytes: a slice of the body.</summary>
    public ReadOnlyMemory<byte> Payload { get; private set; }

    /// <summary>Its key, if it has one.</summary>
    public string? Key => (_has & BatchWriter.HasKey) == 0 ? null : TextAt(_keyAt).Text;

    /// <summary>Goes to the next message; false at the end.</summary>
    /// <exception cref="InvalidDataException">The body is damaged.</exception>
    public bool Read()
    {
        if (_next == body.Length)
        {
            return false;
        }

        var at = _next;
        _has = body.Span[at++];
        if (_has >= 2 * BatchWriter.HasDeliverAt)
        {
            throw Damaged();
        }

        var missing = Number(ref at);
        if (missing >= (ulong)(long.MaxValue - Math.Max(Entry, 0)))
        {
            throw Damaged();
        }

        Entry += (long)missing + 1;
        Published += Difference(ref at);
        SkipTexts(ref at);
        EventTime = (_has & BatchWriter.HasEventTime) == 0 ? null : Published + Difference(ref at);
        DeliverAt = (_has & BatchWriter.HasDeliverAt) == 0 ? 0 : Published + Difference(ref at);
        var length = Length(ref at);
        Payload = body.Slice(at, length);
        _next = at + length;
        return true;
    }

    /// <summary>The current message. Its payload is a slice of the body.</summary>
    public StoredMessage ToMessage() => new()
    {
        EntryId = Entry,
        PublishTime = Published,
        Payload = Payload,
        Key = Key,
        Properties = Properties(),
        EventTime = EventTime,
        DeliverAt = DeliverAt,
    };

    private static InvalidDataException Damaged() => new("A row of messages is damaged.");

    private Dictionary<string, string>? Properties()
    {
        if ((_has & BatchWriter.HasProperties) == 0)
        {
            return null;
        }

        var at = _propertiesAt;
        var count = Number(ref at);
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        for (ulong i = 0; i < count; i++)
        {
            (var name, at) = TextAt(at);
            (properties[name], at) = TextAt(at);
        }

        return properties;
    }

    private void SkipTexts(ref int at)
    {
        _keyAt = at;
        if ((_has & BatchWriter.HasKey) != 0)
        {
            SkipText(ref at);
        }

        _propertiesAt = at;
        if ((_has & BatchWriter.HasProperties) != 0)
        {
            for (var left = Number(ref at); left > 0; left--)
            {
                SkipText(ref at);
                SkipText(ref at);
            }
        }
    }

    private void SkipText(ref int at)
    {
        var length = Length(ref at);
        at += length;
    }

    private (string Text, int End) TextAt(int at)
    {
        var length = Length(ref at);
        return (Encoding.UTF8.GetString(body.Span.Slice(at, length)), at + length);
    }

    /// <summary>A number of bytes that are there.</summary>
    private int Length(ref int at)
    {
        var length = Number(ref at);
        return length <= (ulong)(body.Length - at) ? (int)length : throw Damaged();
    }

    private long Difference(ref int at)
    {
        var number = Number(ref at);
        return (long)(number >> 1) ^ -(long)(number & 1);
    }

    private ulong Number(ref int at)
    {
        var bytes = body.Span;
        ulong value = 0;
        for (var shift = 0; shift < 64 && at < bytes.Length; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Damaged();
    }
}
