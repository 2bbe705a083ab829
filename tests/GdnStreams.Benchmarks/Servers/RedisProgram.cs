using System.Globalization;
using GdnStreams.Benchmarks.Processes;

namespace GdnStreams.Benchmarks.Servers;

/// <summary>Redis that answers a write when its append-only file is on the disk.</summary>
internal sealed class RedisProgram : IServerProgram
{
    private static readonly string? Program = Installed.Find("redis-server");

    public string? Missing => Program is null ? "It is not installed: apt-get install redis-server." : null;

    public Task<ServerProcess> StartAsync(string folder, string[] wrapper)
    {
        var port = FreePort.Find();
        return ServerProcess.StartAsync(
            folder,
            [Program!, "--bind", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture), "--dir", folder, "--appendonly", "yes", "--appendfsync", "always", "--save", ""],
            wrapper,
            string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"),
            port);
    }
}
