using System.Diagnostics;
using GdnStreams.Benchmarks.Measuring;
using GdnStreams.Benchmarks.Processes;
using GdnStreams.Benchmarks.Servers;

namespace GdnStreams.Benchmarks.Contestants;

/// <summary>Send-GdnMessage and Receive-GdnMessage in the pwsh that .config/dotnet-tools.json pins.</summary>
internal sealed class Cmdlets(string id, string title, string root, string module, IServerProgram server) : IContestant
{
    public string Id => id;

    public string Title => title;

    public IServerProgram Server => server;

    public string? Missing => server.Missing ?? (File.Exists(module) ? null : $"There is no {module}.");

    /// <remarks>A pipeline works on one stream.</remarks>
    public bool Takes(Cell cell) => cell.Streams == 1;

    public Task<ProcessStartInfo> ClientAsync(ServerProcess? server, string folder) => Pwsh.ScriptAsync(root, "client.ps1", module, server!.Target);
}
