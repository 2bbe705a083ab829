using GdnStreams.Server.Backends.Embedded;
using GdnStreams.Server.Backends.Pulsar;

namespace GdnStreams.Server.Backends;

/// <summary>The one place that chooses where a server's streams are.</summary>
internal static class Engines
{
    public static async Task<IStreamBackend> OpenAsync(ServerOptions options, TimeProvider time, CancellationToken cancellationToken) => options.Pulsar is { } pulsar
        ? await PulsarBackend.OpenAsync(pulsar, options.DataDirectory, cancellationToken)
        : EngineBackend.Open(options, time);
}
