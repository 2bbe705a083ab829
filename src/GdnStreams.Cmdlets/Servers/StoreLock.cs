using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>The lock that a server holds on its data directory as long as it runs, whoever started it.</summary>
internal static class StoreLock
{
    private const string FileName = "streams.lock";

    /// <summary>Takes it, so that no server starts meanwhile. A directory that had no such file has none afterwards.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.Unavailable"/>: a process has it.</exception>
    public static IDisposable Take(string directory)
    {
        var file = Path.Combine(directory, FileName);
        var options = File.Exists(file) ? FileOptions.None : FileOptions.DeleteOnClose;
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, options);
        }
        catch (IOException e)
        {
            throw new GdnException(
                GdnErrorCode.Unavailable, $"A process has the store in {directory} open, such as a server that was not started by Start-GdnServer. Stop it first. {e.Message}", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new GdnException(GdnErrorCode.Unavailable, $"You may not use the store in {directory}: {e.Message}", e);
        }
    }

    /// <summary>Fails where a process has it.</summary>
    /// <inheritdoc cref="Take"/>
    public static void Check(string directory)
    {
        if (File.Exists(Path.Combine(directory, FileName)))
        {
            Take(directory).Dispose();
        }
    }
}
