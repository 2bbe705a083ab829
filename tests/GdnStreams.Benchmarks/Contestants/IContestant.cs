using System.Diagnostics;
using GdnStreams.Benchmarks.Measuring;
using GdnStreams.Benchmarks.Processes;
using GdnStreams.Benchmarks.Servers;

namespace GdnStreams.Benchmarks.Contestants;

/// <summary>A client and the server that it works on, which take turns with others.</summary>
internal interface IContestant
{
    /// <summary>A word for the command line and for <c>docs/benchmarks.json</c>.</summary>
    string Id { get; }

    /// <summary>Client and server, as the tables name them.</summary>
    string Title { get; }

    /// <summary>What it works on; contestants may share one. Null where all happens in the client's process.</summary>
    IServerProgram? Server { get; }

    /// <summary>What is missing here, and what to do; null where it can take part.</summary>
    string? Missing { get; }

    /// <summary>Whether it can do this at all.</summary>
    bool Takes(Cell cell);

    /// <summary>The client's process.</summary>
    /// <param name="server">Null without a <see cref="Server"/>.</param>
    /// <param name="folder">An empty folder for what it keeps.</param>
    Task<ProcessStartInfo> ClientAsync(ServerProcess? server, string folder);
}
