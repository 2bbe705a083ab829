using System.Diagnostics;
using GdnStreams.Benchmarks.Measuring;
using GdnStreams.Benchmarks.Processes;
using GdnStreams.Benchmarks.Servers;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Benchmarks.Contestants;

/// <summary>Send-GdnMessage and Receive-GdnMessage in the pwsh that .config/dotnet-tools.json pins.</summary>
/// <param name="id">As <see cref="IContestant.Id"/>.</param>
/// <param name="title">As <see cref="IContestant.Title"/>.</param>
/// <param name="root">The repository.</param>
/// <param name="module">The module's manifest.</param>
/// <param name="server">What it works on.</param>
/// <param name="input">How Send-GdnMessage gets its messages: <c>pipeline</c>, or <c>array</c> for -InputObject.</param>
/// <param name="hasLimit">Whether its Send-GdnMessage knows how many messages may be in flight.</param>
internal sealed class Cmdlets(string id, string title, string root, string module, IServerProgram server, string input = "pipeline", bool hasLimit = true) : IContestant
{
    public string Id => id;

    public string Title => title;

    public IServerProgram Server => server;

    public string? Missing => server.Missing ?? (File.Exists(module) ? null : $"There is no {module}.");

    /// <remarks>A pipeline works on one stream.</remarks>
    public bool Takes(Cell cell) => cell.Streams == 1 && (hasLimit || cell.InFlight > 1);

    public Task<ProcessStartInfo> ClientAsync(ServerProcess? server, string folder) => Pwsh.ScriptAsync(root, "client.ps1", module, server!.Target, Development.ApiKey, input);
}
