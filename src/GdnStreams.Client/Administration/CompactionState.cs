namespace GdnStreams.Client;

/// <summary>How far a compaction is.</summary>
public enum CompactionState
{
    /// <summary>None was started.</summary>
    NotRun,

    /// <summary>It runs.</summary>
    Running,

    /// <summary>It has ended well.</summary>
    Succeeded,

    /// <summary>It has failed.</summary>
    Failed,
}
