namespace GdnStreams.Server.Store;

/// <summary>Why a system call failed.</summary>
internal enum SystemError
{
    /// <summary>None of the others.</summary>
    Other,

    /// <summary>Another process has the file.</summary>
    InUse,

    /// <summary>The disk, or the user's share of it, is full.</summary>
    Full,

    /// <summary>The file system can only be read.</summary>
    ReadOnly,

    /// <summary>The process or the system has no descriptors left.</summary>
    NoDescriptors,

    /// <summary>A file is where a directory should be.</summary>
    NoDirectory,
}
