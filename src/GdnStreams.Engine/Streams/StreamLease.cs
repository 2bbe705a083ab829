namespace GdnStreams.Engine;

/// <summary>Keeps a stream in memory while it is used. A producer or consumer does the same, and needs no lease.</summary>
internal readonly struct StreamLease(EngineStream stream) : IDisposable
{
    public EngineStream Stream => stream;

    public void Dispose() => stream.Release();
}
