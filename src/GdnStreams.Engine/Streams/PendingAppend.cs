namespace GdnStreams.Engine;

/// <summary>A message on its way to the disk. Guarded by its log's lock.</summary>
internal sealed class PendingAppend(StoredMessage message, ProducerSequence? sequence)
{
    public StoredMessage Message { get; } = message;

    public ProducerSequence? Sequence { get; } = sequence;

    public bool IsDone { get; set; }

    public bool IsStored { get; set; }
}
