namespace GdnStreams.Server.Store;

/// <summary>A data directory holds messages and the key that signs tokens: it and its files are their owner's alone, whatever the umask.</summary>
internal static class DataDirectory
{
    /// <summary>Read and write for the owner, nothing for others.</summary>
    public const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode OwnerDirectory = OwnerFile | UnixFileMode.UserExecute;
    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const UnixFileMode Others = OthersWrite | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Makes a directory that does not exist, and the ones above it, and puts their names on disk.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="flush">Puts a directory's list of files on disk.</param>
    /// <returns>Its full path.</returns>
    public static string Make(string directory, Action<string> flush)
    {
        var full = Path.GetFullPath(directory);
        var parents = new Stack<string>();
        for (var at = Path.TrimEndingDirectorySeparator(full); !Directory.Exists(at) && Path.GetDirectoryName(at) is { } parent; at = parent)
        {
            parents.Push(parent);
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(full);
        }
        else
        {
            Directory.CreateDirectory(full, OwnerDirectory);
        }

        foreach (var parent in parents)
        {
            flush(parent);
        }

        return full;
    }

    /// <summary>Creates an empty file that only the owner can access, if there is none.</summary>
    /// <returns>Whether it was made.</returns>
    public static bool MakeFile(string file)
    {
        if (File.Exists(file))
        {
            return false; // Not opened: closing a database file again would free SQLite's locks on it.
        }

        using (OpenNew(file))
        {
            return true;
        }
    }

    /// <summary>A new file that only the owner can access.</summary>
    /// <exception cref="IOException">It exists, or cannot be made.</exception>
    public static FileStream OpenNew(string file) => new(file, Options(FileMode.CreateNew));

    /// <summary>How a file of the data directory is opened for writing.</summary>
    public static FileStreamOptions Options(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerFile;
        }

        return options;
    }

    /// <summary>Removes other users' access to the given files of a directory.</summary>
    /// <returns>A warning for each file that others could access.</returns>
    /// <exception cref="UnauthorizedAccessException">A file belongs to somebody else.</exception>
    public static IReadOnlyList<string> Tighten(string directory, params IEnumerable<string> files)
    {
        var warnings = new List<string>();
        if (OperatingSystem.IsWindows())
        {
            return warnings; // The profile's access list is inherited.
        }

        if ((File.GetUnixFileMode(directory) & OthersWrite) != 0)
        {
            warnings.Add($"Others may write in the data directory {directory}, and so replace its files. Take that from them: chmod go-w {directory}");
        }

        foreach (var file in files.Select(name => Path.Combine(directory, name)).Where(File.Exists))
        {
            var mode = File.GetUnixFileMode(file);
            if ((mode & Others) != 0)
            {
                File.SetUnixFileMode(file, mode & ~Others);
                warnings.Add($"Others could use {file} (mode {Convert.ToString((int)mode, 8)}); now only its owner can. Whoever has a copy can sign tokens: make a new store if that may be.");
            }
        }

        return warnings;
    }
}
