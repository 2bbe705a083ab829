using System.Diagnostics;
using GdnStreams.Benchmarks.Measuring;
using GdnStreams.Benchmarks.Processes;
using GdnStreams.Benchmarks.Servers;

namespace GdnStreams.Benchmarks.Contestants;

/// <summary>A client of .NET in a process of this program.</summary>
/// <param name="id">As <see cref="IContestant.Id"/>.</param>
/// <param name="title">As <see cref="IContestant.Title"/>.</param>
/// <param name="kind">Which client, as <see cref="Clients.ClientLoop.Make"/> knows it.</param>
/// <param name="server">What it works on.</param>
/// <param name="build">Where another build of the client library is; null for this one.</param>
internal sealed class NetContestant(string id, string title, string kind, IServerProgram? server, string? build = null) : IContestant
{
    public string Id => id;

    public string Title => title;

    public IServerProgram? Server => server;

    public string? Missing => server?.Missing;

    public bool Takes(Cell cell) => true;

    public Task<ProcessStartInfo> ClientAsync(ServerProcess? server, string folder) => Task.FromResult(ClientProcess.Of(kind, server?.Target ?? folder, build));
}
