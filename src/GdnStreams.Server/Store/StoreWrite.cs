using GdnStreams.Protocol;

namespace GdnStreams.Server.Store;

/// <summary>One write in the queue. Called only by who has the turn to write (<see cref="WriteQueue"/>).</summary>
internal abstract class StoreWrite
{
    /// <summary>How many messages it writes; anything else counts as one.</summary>
    public virtual int Count => 1;

    /// <summary>Performs the write in the current transaction; may be called again after <see cref="Undo"/>.</summary>
    public abstract void Execute(WriteTransaction writer);

    /// <summary>Its transaction was rolled back. Called for the writes of a transaction last to first.</summary>
    public abstract void Undo();

    /// <summary>Two writes that do the same one after the other; null where it cannot be divided.</summary>
    public virtual (StoreWrite First, StoreWrite Second)? Divide() => null;

    /// <summary>Whether its result was told, or is told by its parts.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>Its parts (<see cref="Divide"/>) are written, and tell their results, in its place.</summary>
    public void LeaveToParts() => IsSettled = true;

    /// <summary>Its transaction is on disk.</summary>
    public void Complete()
    {
        OnCompleted();
        IsSettled = true;
    }

    /// <summary>It failed, and will not be tried again.</summary>
    public void Fail(GdnException failure)
    {
        OnFailed(failure);
        IsSettled = true;
    }

    /// <summary>Tells that it is on disk.</summary>
    protected abstract void OnCompleted();

    /// <summary>Tells that it failed.</summary>
    protected abstract void OnFailed(GdnException failure);
}
