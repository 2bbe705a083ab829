namespace GdnStreams.Torture.Servers;

/// <summary>A directory that is gone in the end, once the server on it has ended.</summary>
internal sealed class TemporaryDirectory : IAsyncDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("gdn-torture-").FullName;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Path, recursive: true);
        return default;
    }
}
