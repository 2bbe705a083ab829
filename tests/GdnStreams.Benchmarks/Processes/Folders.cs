namespace GdnStreams.Benchmarks.Processes;

/// <summary>Folders for the data of a run. They lie beside the program: what is called temporary is often no disk.</summary>
internal sealed class Folders : IDisposable
{
    private readonly string _root = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "data-" + Guid.NewGuid().ToString("N"))).FullName;
    private int _made;

    public string New() => Directory.CreateDirectory(Path.Combine(_root, $"{++_made}")).FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
