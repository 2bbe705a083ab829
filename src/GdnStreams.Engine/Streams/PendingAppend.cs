using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>A message of a loaded stream on its way to the disk.</summary>
internal sealed class PendingAppend(MessageLog log, AppendChain? chain, StoredMessage message) : Append(log.End, chain, message)
{
    private readonly TaskCompletionSource<MessagePosition> _stored = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The message's place once it is on disk.</summary>
    public Task<MessagePosition> Stored => _stored.Task;

    /// <inheritdoc/>
    protected override void OnSettled(GdnException? failure)
    {
        log.Settle(Message, isStored: failure is null);
        if (failure is null)
        {
            _stored.SetResult(new MessagePosition(StreamId, Message.EntryId));
        }
        else
        {
            _stored.SetException(failure);
        }
    }
}
