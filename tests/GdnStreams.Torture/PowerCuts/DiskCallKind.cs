namespace GdnStreams.Torture.PowerCuts;

/// <summary>What a program asked of its files.</summary>
internal enum DiskCallKind
{
    /// <summary>A file was opened, which makes it where it does not exist.</summary>
    Open,

    /// <summary>The same, and its content is gone.</summary>
    OpenEmpty,

    Write,

    /// <summary>The file has another length now.</summary>
    Truncate,

    /// <summary>All earlier writes of a file are on the disk, or the names of a directory.</summary>
    Sync,

    Rename,

    Remove,
}
