namespace GdnStreams.Engine;

/// <summary>Keeps a stream in memory while it is used; who has a producer or consumer on it needs none.</summary>
internal readonly struct StreamLease(EngineStream stream) : IDisposable
{
    public EngineStream Stream => stream;

    public void Dispose() => stream.Release();
}
