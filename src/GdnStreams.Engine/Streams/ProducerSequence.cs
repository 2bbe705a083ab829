namespace GdnStreams.Engine;

/// <summary>What one named producer has stored or is storing, so that what it sends again is not stored again. Guarded by its log's lock.</summary>
internal sealed class ProducerSequence(string name, long last)
{
    private readonly Dictionary<long, Task> _underWay = [];
    private long _stored = last;

    public string Name { get; } = name;

    /// <summary>The highest sequence id that is stored or under way; -1 is none.</summary>
    public long Last { get; private set; } = last;

    public bool IsIdle => _underWay.Count == 0;

    /// <summary>Whether a message was sent before.</summary>
    /// <param name="sequenceId">The message's.</param>
    /// <param name="original">Completes when the first of the two is on disk; it fails where that one failed.</param>
    public bool IsDuplicate(long sequenceId, out Task original)
    {
        original = _underWay.GetValueOrDefault(sequenceId) ?? Task.CompletedTask;
        return sequenceId <= Last;
    }

    public void Begin(long sequenceId, Task written)
    {
        _underWay.Add(sequenceId, written);
        Last = sequenceId;
    }

    public void End(long sequenceId, bool stored)
    {
        _underWay.Remove(sequenceId);
        _stored = stored ? Math.Max(_stored, sequenceId) : _stored;

        if (!stored)
        {
            // A failed message may be sent again under the same id, unless a later one is stored or under way.
            Last = _underWay.Count == 0 ? _stored : Math.Max(_stored, _underWay.Keys.Max());
        }
    }
}
