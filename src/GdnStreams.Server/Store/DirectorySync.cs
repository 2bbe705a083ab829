using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace GdnStreams.Server.Store;

/// <summary>Puts a directory's list of files on disk: a file that is synced can still be lost with its name.</summary>
internal static class DirectorySync
{
    private const int ReadOnly = 0;

    /// <exception cref="IOException">The disk refused.</exception>
    public static void Flush(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // NTFS keeps names in its journal, and has no call for it.
        }

        using var handle = Open([.. Encoding.UTF8.GetBytes(directory), 0], ReadOnly);
        if (handle.IsInvalid)
        {
            throw new IOException($"{directory}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}", Marshal.GetLastPInvokeError());
        }

        RandomAccess.FlushToDisk(handle);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern SafeFileHandle Open(byte[] path, int flags);
}
