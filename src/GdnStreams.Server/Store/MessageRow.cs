using Microsoft.Data.Sqlite;

namespace GdnStreams.Server.Store;

/// <summary>
/// A row of the messages table, and which of its messages are there: of those that were trimmed some may still lie in a row with others.
/// </summary>
/// <param name="row">Where it is read from, as long as it is the current row.</param>
internal sealed class MessageRow(SqliteDataReader row)
{
    private const string BeforeBody = "SELECT m.first, m.last, m.count, m.bytes, m.published, m.scheduled,";
    private const string BehindBody = ", s.trimmed, s.compacted_below, s.id FROM streams s JOIN messages m ON m.stream = s.id";
    private const string FromEntry = "WHERE s.id = $1 AND m.first >= coalesce((SELECT max(first) FROM messages WHERE stream = $1 AND first <= $2), $2) ORDER BY m.first";
    private const string IsWholeBelow = "m.last < $2 AND (m.first >= s.trimmed OR m.last < s.compacted_below)";
    private const string Columns = $"{BeforeBody} m.body, m.checksum {BehindBody}";

    /// <summary>All rows of all streams.</summary>
    public const string All = Columns;

    /// <summary>Rows of a stream from the one on that holds an entry, or from the first one behind it.</summary>
    public const string From = $"{Columns} {FromEntry}";

    /// <summary>The same, without the bodies of those whose entries the columns tell (<see cref="IsDense"/>).</summary>
    public const string Numbered = $"{BeforeBody} iif(m.last - m.first + 1 = m.count, NULL, m.body), iif(m.last - m.first + 1 = m.count, NULL, m.checksum) {BehindBody} {FromEntry}";

    /// <summary>Rows of a stream that begin below an entry, the newest first.</summary>
    public const string Back = $"{Columns} WHERE s.id = $1 AND m.first < $2 ORDER BY m.first DESC";

    /// <summary>First entry and bytes of a stream's rows, and whether all of their messages are there; the newest first.</summary>
    public const string Sizes = "SELECT m.first, m.bytes, m.first >= s.trimmed OR m.last < s.compacted_below FROM streams s JOIN messages m ON m.stream = s.id WHERE s.id = $1 ORDER BY m.first DESC";

    /// <summary>Rows of a stream that begin below an entry.</summary>
    public const string Below = $"{Columns} WHERE s.id = $1 AND m.first < $2 ORDER BY m.first";

    /// <summary>The same, without the bodies of the rows that count as a whole: they are most of the database, and SQLite reads what is named.</summary>
    public const string Counted = $"{BeforeBody} iif({IsWholeBelow}, NULL, m.body), iif({IsWholeBelow}, NULL, m.checksum) {BehindBody} WHERE s.id = $1 AND m.first < $2 ORDER BY m.first";

    /// <summary>Rows of a stream that begin at an entry or behind it, and at another one or before it.</summary>
    public const string Between = $"{Columns} WHERE s.id = $1 AND m.first >= $2 AND m.first <= $3 ORDER BY m.first";

    private readonly long _trimmed = row.GetInt64(8);
    private readonly long _compactedBelow = row.GetInt64(9);
    private byte[]? _body;
    private long? _checksum;
    private bool _isChecked;

    public long StreamId { get; } = row.GetInt64(10);

    public long First { get; } = row.GetInt64(0);

    public long Last { get; } = row.GetInt64(1);

    public int Count { get; } = row.GetInt32(2);

    /// <summary>Of all payloads together.</summary>
    public long Bytes { get; } = row.GetInt64(3);

    /// <summary>When its first message was published.</summary>
    public long Published { get; } = row.GetInt64(4);

    /// <summary>How many of its messages wait for a time.</summary>
    public int Scheduled { get; } = row.GetInt32(5);

    /// <summary>Whether no entry is missing between its first and its last one.</summary>
    public bool IsDense => Last - First + 1 == Count;

    /// <summary>Whether all of its messages are there.</summary>
    public bool IsWhole => First >= _trimmed || Last < _compactedBelow;

    /// <summary>Whether a message that lies in the row was not removed.</summary>
    public bool Has(long entry) => entry >= _trimmed || entry < _compactedBelow;

    /// <summary>Its messages one after the other, those that were removed too.</summary>
    /// <exception cref="InvalidDataException">The row is not what was written.</exception>
    public BatchReader Read()
    {
        var body = Load()._body!;
        if (!_isChecked && _checksum is { } checksum && checksum != RowChecksum.Of(First, Last, Count, Bytes, Published, Scheduled, body))
        {
            throw new InvalidDataException("A row of messages is damaged.");
        }

        _isChecked = true;
        return new BatchReader(First, Published, body);
    }

    /// <summary>The row with its body, which can then be read when it is no longer the current one.</summary>
    public MessageRow Load()
    {
        if (_body is null)
        {
            (_body, _checksum) = (row.GetFieldValue<byte[]>(6), row.NumberOrNull(7));
        }

        return this;
    }

    /// <summary>Whether the body can be read and is what the columns say.</summary>
    public bool IsSound()
    {
        var (last, count, bytes, scheduled) = (First - 1, 0, 0L, 0);
        try
        {
            for (var batch = Read(); batch.Read(); count++)
            {
                if (count == 0 && batch.Entry != First)
                {
                    return false;
                }

                batch.ToMessage();
                (last, bytes, scheduled) = (batch.Entry, bytes + batch.Payload.Length, scheduled + (batch.DeliverAt == 0 ? 0 : 1));
            }
        }
        catch (InvalidDataException)
        {
            return false;
        }

        return (last, count, bytes, scheduled) == (Last, Count, Bytes, Scheduled);
    }
}
