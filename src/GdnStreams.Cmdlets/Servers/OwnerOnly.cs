namespace GdnStreams.Cmdlets;

/// <summary>Keeps other users out of what a server's store is in, whatever the umask: whoever reads a store can sign tokens. On Windows the profile's access list is inherited.</summary>
internal static class OwnerOnly
{
#if NET
    private const UnixFileMode OfFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OfDirectory = OfFile | UnixFileMode.UserExecute;
#endif

    /// <summary>Makes a directory that does not exist.</summary>
    public static void MakeDirectory(string directory)
    {
#if NET
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory, OfDirectory);
            return;
        }
#endif
        Directory.CreateDirectory(directory);
    }

    /// <summary>Takes a file from others that could use it.</summary>
    public static void TightenFile(string file)
    {
#if NET
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, OfFile);
        }
#else
        _ = file;
#endif
    }
}
