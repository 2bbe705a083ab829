using GdnStreams.Benchmarks.Processes;

namespace GdnStreams.Benchmarks.Servers;

/// <summary>Our server as a gateway to a Pulsar that runs in the same run.</summary>
internal sealed class GatewayProgram(string program, PulsarProgram pulsar) : IServerProgram
{
    public string? Missing => pulsar.Missing;

    public Task<ServerProcess> StartAsync(string folder, string[] wrapper) => pulsar.Target is { } target
        ? new GdnServerProgram(program, "--engine", "pulsar", "--pulsar-url", target).StartAsync(folder, wrapper)
        : throw new InvalidOperationException("It stands before the contestant 'pulsar', which has to run before it.");
}
