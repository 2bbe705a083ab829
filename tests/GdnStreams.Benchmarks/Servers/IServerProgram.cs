using GdnStreams.Benchmarks.Processes;

namespace GdnStreams.Benchmarks.Servers;

/// <summary>A server that can be started on this machine.</summary>
internal interface IServerProgram
{
    /// <summary>What is missing, and what to do; null where it can be started.</summary>
    string? Missing { get; }

    /// <summary>Starts it on a folder of its own and waits until it is ready.</summary>
    /// <param name="folder">Empty, on a disk.</param>
    /// <param name="wrapper">A program and its arguments that run it, such as a tracer.</param>
    Task<ServerProcess> StartAsync(string folder, string[] wrapper);
}
