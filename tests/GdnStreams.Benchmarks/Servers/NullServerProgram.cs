using GdnStreams.Benchmarks.Processes;

namespace GdnStreams.Benchmarks.Servers;

/// <summary><see cref="NullServer"/> in a process of its own.</summary>
internal sealed class NullServerProgram : IServerProgram
{
    public string? Missing => null;

    public Task<ServerProcess> StartAsync(string folder, string[] wrapper) =>
        ServerProcess.StartAsync(folder, ["dotnet", Path.Combine(AppContext.BaseDirectory, "GdnStreams.Benchmarks.dll"), "null-server"], wrapper, line => (line, null, null));
}
