namespace GdnStreams.Server.Store;

/// <summary>The last sequence id that each producer has stored in a transaction: a row for each, however many messages there were.</summary>
internal sealed class ProducerRows(WriteTransaction writer)
{
    private readonly Dictionary<(long Stream, string Name), (long SequenceId, long Seen)> _last = [];

    /// <summary>A message is stored, if its transaction is.</summary>
    public void Stored(long streamId, string name, long sequenceId, long seen) => _last[(streamId, name)] = (sequenceId, seen);

    /// <summary>Writes what was noted; nothing for a stream that was deleted behind the message.</summary>
    public void WriteAll()
    {
        foreach (var ((stream, name), (sequenceId, seen)) in _last)
        {
            writer.Command(
                "INSERT OR REPLACE INTO producers (stream, name, sequence_id, seen) SELECT id, $2, $3, $4 FROM streams WHERE id = $1", stream, name, sequenceId, seen).ExecuteNonQuery();
        }

        Clear();
    }

    /// <summary>Forgets what was noted: the transaction is rolled back.</summary>
    public void Clear() => _last.Clear();
}
