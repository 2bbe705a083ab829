using System.Globalization;
using GdnStreams.Benchmarks.Processes;

namespace GdnStreams.Benchmarks.Servers;

/// <summary>NATS with JetStream, as it is configured by default: it answers before an fsync.</summary>
internal sealed class NatsProgram : IServerProgram
{
    private static readonly string? Program = Installed.Find("nats-server");

    public string? Missing => Program is null ? "It is not installed: apt-get install nats-server." : null;

    public Task<ServerProcess> StartAsync(string folder, string[] wrapper)
    {
        var port = FreePort.Find();
        return ServerProcess.StartAsync(
            folder,
            [Program!, "-a", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture), "-js", "-sd", Path.Combine(folder, "data")],
            wrapper,
            string.Create(CultureInfo.InvariantCulture, $"nats://127.0.0.1:{port}"),
            port);
    }
}
