using GdnStreams.Server.Backends.Embedded;
using GdnStreams.Server.Backends.Pulsar;

namespace GdnStreams.Server.Backends;

/// <summary>The one place that chooses where a server's streams are.</summary>
internal static class Engines
{
    /// <param name="options">Says where.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The server's log, once it is built; a store is opened meanwhile.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public static async Task<IStreamBackend> OpenAsync(ServerOptions options, TimeProvider time, Task<ILogger> log, CancellationToken cancellationToken) => options.Pulsar is not null
        ? await PulsarBackend.OpenAsync(options, log, time, cancellationToken)
        : EngineBackend.Open(options, time);
}
