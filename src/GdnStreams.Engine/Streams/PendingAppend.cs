using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>A batch for a loaded stream on its way to the disk.</summary>
internal sealed class PendingAppend : Append
{
    private readonly MessageLog _log;
    private readonly MessageBatch _batch;
    private int _open;

    /// <param name="log">The stream.</param>
    /// <param name="chain">The messages of the producer.</param>
    /// <param name="batch">The messages.</param>
    /// <param name="producerName">The producer, for deduplication; null for none.</param>
    /// <param name="firstSequenceId">Its sequence id of the first message that is to be stored.</param>
    public PendingAppend(MessageLog log, AppendChain chain, MessageBatch batch, string? producerName, long firstSequenceId)
        : base(log.End, chain, batch.Messages) =>
        (_log, _batch, _open, ProducerName, FirstSequenceId) = (log, batch, batch.Messages.Count, producerName, firstSequenceId);

    /// <inheritdoc/>
    protected override void OnSettled(int first, int count, GdnException? failure)
    {
        _log.Settle(Messages, first, count, isStored: failure is null);
        _batch.Settle(new MessagePosition(StreamId, Messages[first].EntryId), count, failure);
        if ((_open -= count) == 0)
        {
            _batch.Finish();
        }
    }
}
