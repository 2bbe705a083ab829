using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>
/// Messages that are appended together: filled, appended once, and looked at when <see cref="Settled"/> has completed. If one of them cannot be
/// stored, none behind it is.
/// </summary>
public sealed class MessageBatch
{
    private List<StoredMessage> _messages = [];
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private MessagePosition _first;
    private int _duplicates;
    private int _stored;

    /// <summary>How many messages were added.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of their payloads.</summary>
    public long Bytes { get; private set; }

    /// <summary>Completes when each message is on disk or has failed. Never fails itself.</summary>
    public Task Settled => _settled.Task;

    /// <summary>Why not all of them are stored; null as long as none failed.</summary>
    public GdnException? Failure { get; private set; }

    /// <summary>Those that are to be stored.</summary>
    internal IReadOnlyList<StoredMessage> Messages => _messages;

    /// <summary>Adds a message; only before it is appended.</summary>
    public void Add(NewMessage message)
    {
        _messages.Add(message.ToStored());
        Count++;
        Bytes += message.Payload.Length;
    }

    /// <summary>
    /// Where a message is stored, or <see cref="MessagePosition.Earliest"/> (-1,-1) where a producer of this name stored its sequence id before;
    /// null where it failed (<see cref="Failure"/>). Once <see cref="Settled"/> has completed.
    /// </summary>
    public MessagePosition? PositionOf(int index) =>
        index < _duplicates ? MessagePosition.Earliest
        : index < _duplicates + _stored ? _first with { EntryId = _first.EntryId + index - _duplicates }
        : null;

    /// <summary>The first ones were stored before.</summary>
    internal void Drop(int duplicates)
    {
        _messages.RemoveRange(0, duplicates);
        _duplicates = duplicates;
    }

    /// <summary>Some more are stored behind each other, or (with a failure) are not.</summary>
    internal void Settle(MessagePosition first, int count, GdnException? failure)
    {
        if (failure is null)
        {
            _first = _stored == 0 ? first : _first;
            _stored += count;
        }
        else
        {
            Failure ??= failure;
        }
    }

    /// <summary>It is known of each what became of it. The messages are not kept: who waits for the result may wait long to be read.</summary>
    internal void Finish()
    {
        _messages = [];
        _settled.SetResult();
    }

    /// <summary>None is accepted.</summary>
    internal void Refuse(GdnException refusal)
    {
        Failure = refusal;
        Finish();
    }
}
