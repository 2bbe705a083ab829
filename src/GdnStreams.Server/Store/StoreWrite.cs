using GdnStreams.Protocol;

namespace GdnStreams.Server.Store;

/// <summary>Something that waits to be written. Called by <see cref="GroupCommit"/>'s loop alone.</summary>
internal abstract class StoreWrite
{
    /// <summary>Does it within the running transaction; may be called again after <see cref="Undo"/>.</summary>
    public abstract void Execute(GroupCommit writer);

    /// <summary>The transaction in which it was done is rolled back. The last write of it comes first.</summary>
    public abstract void Undo();

    /// <summary>The transaction in which it was done is on disk.</summary>
    public abstract void Complete();

    /// <summary>It is not done and will not be.</summary>
    public abstract void Fail(GdnException failure);
}
