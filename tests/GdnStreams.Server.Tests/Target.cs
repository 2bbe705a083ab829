using GdnStreams.Server.Backends.Pulsar;

namespace GdnStreams.Server.Tests;

/// <summary>A server that a test has for itself.</summary>
/// <param name="server">The server.</param>
/// <param name="pulsar">The Pulsar behind it; null where its engine is its own.</param>
/// <param name="turn">Released when the test is done with it; null where nobody waits.</param>
internal sealed class Target(StreamServer server, PulsarOptions? pulsar, SemaphoreSlim? turn) : IAsyncDisposable
{
    public StreamServer Server => server;

    public PulsarOptions? Pulsar => pulsar;

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        turn?.Release();
    }
}
