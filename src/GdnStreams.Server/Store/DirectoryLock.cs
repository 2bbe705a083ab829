using GdnStreams.Protocol;

namespace GdnStreams.Server.Store;

/// <summary>One server at a time works on a data directory: two would number the same entries. The system frees it when the process ends.</summary>
internal static class DirectoryLock
{
    public const string FileName = "streams.lock";

    /// <exception cref="GdnException"><see cref="GdnErrorCode.Unavailable"/>: another server has it.</exception>
    /// <exception cref="IOException">The file cannot be made or opened.</exception>
    public static IDisposable Take(string directory)
    {
        try
        {
            return new FileStream(Path.Combine(directory, FileName), DataDirectory.Options(FileMode.OpenOrCreate));
        }
        catch (IOException e) when (SystemErrors.Of(e) == SystemError.InUse)
        {
            throw new GdnException(GdnErrorCode.Unavailable, $"The data directory {directory} is in use by another server. Stop that one, or choose another --data directory.", e);
        }
    }
}
