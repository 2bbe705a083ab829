using GdnStreams.Engine;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Store;

/// <summary>A message to store.</summary>
internal sealed class AppendWrite(Append append) : StoreWrite
{
    private bool _isNumbered;
    private GdnException? _refusal;

    public override void Execute(WriteTransaction writer)
    {
        (_isNumbered, _refusal) = (false, null);
        try
        {
            append.Begin();
        }
        catch (GdnException e)
        {
            _refusal = e;
            return;
        }

        _isNumbered = true;
        var message = append.Message;
        writer.Messages.Add(append.StreamId, message);
        if (message is { ProducerName: { } producer, SequenceId: >= 0 })
        {
            // Only the last one of the group counts, unless the stream is deleted behind it.
            writer.AtCommit(
                (append.StreamId, producer),
                () => writer.Command(
                    "INSERT OR REPLACE INTO producers (stream, name, sequence_id, seen) SELECT id, $2, $3, $4 FROM streams WHERE id = $1",
                    append.StreamId,
                    producer,
                    message.SequenceId,
                    message.PublishTime).ExecuteNonQuery());
        }
    }

    public override void Undo()
    {
        if (_isNumbered)
        {
            append.Undo();
            _isNumbered = false;
        }
    }

    public override void Complete() => append.Settle(_refusal);

    public override void Fail(GdnException failure) => append.Settle(_refusal ?? failure);
}
