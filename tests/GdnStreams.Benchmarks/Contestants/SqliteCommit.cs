using System.Diagnostics;
using GdnStreams.Benchmarks.Clients;
using GdnStreams.Benchmarks.Measuring;
using GdnStreams.Benchmarks.Processes;
using GdnStreams.Benchmarks.Servers;

namespace GdnStreams.Benchmarks.Contestants;

/// <summary>What our server cannot do without for one message alone: <see cref="SqliteClient"/>.</summary>
internal sealed class SqliteCommit : IContestant
{
    public string Id => Field.Sqlite;

    public string Title => "SQLite in process, a commit of one row";

    public IServerProgram? Server => null;

    public string? Missing => null;

    public bool Takes(Cell cell) => cell is { InFlight: 1, Streams: 1 };

    public Task<ProcessStartInfo> ClientAsync(ServerProcess? server, string folder) => Task.FromResult(ClientProcess.Of("sqlite", folder));
}
