using GdnStreams.Engine;
using GdnStreams.Server.Backends.Embedded;

namespace GdnStreams.Server.Tests;

/// <summary>What only the engine in a server's own process has.</summary>
internal static class EmbeddedMemory
{
    /// <summary>What the server holds for consumers, peeks and unfinished frames.</summary>
    public static MemoryBudget Memory(this StreamServer server) => ((EngineBackend)server.Backend).Memory;
}
