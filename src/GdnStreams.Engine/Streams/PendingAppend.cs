namespace GdnStreams.Engine;

/// <summary>A message on its way to the disk. Guarded by its stream's lock.</summary>
internal sealed class PendingAppend(StoredMessage message)
{
    public StoredMessage Message { get; } = message;

    public bool IsDone { get; set; }

    public bool IsStored { get; set; }
}
