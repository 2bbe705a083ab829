using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>A message on its way to the disk. Guarded by its log's lock.</summary>
internal sealed class PendingAppend(StoredMessage message, ProducerSequence? sequence)
{
    public StoredMessage Message { get; } = message;

    public ProducerSequence? Sequence { get; } = sequence;

    /// <summary>The message's place once it is on disk.</summary>
    public TaskCompletionSource<MessagePosition> Stored { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What completes <see cref="Stored"/>; it never fails.</summary>
    public Task Settling { get; set; } = Task.CompletedTask;

    public bool IsDone { get; set; }

    public bool IsStored { get; set; }
}
