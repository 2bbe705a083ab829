using GdnStreams.Conformance;
using GdnStreams.Server;
using GdnStreams.Server.Backends.Pulsar;

[assembly: AssemblyFixture(typeof(GdnStreams.Client.Faults.FaultTargets))]

namespace GdnStreams.Client.Faults;

/// <summary>Our server, a real Apache Pulsar where there is one, and our gateway to it, each started by the first test that wants it.</summary>
public sealed class FaultTargets : IAsyncDisposable
{
    private StreamServer? _ours;
    private RealPulsar? _pulsar;
    private StreamServer? _gateway;

    /// <summary>One by its name; a missing Pulsar skips the test and says why. Tests ask one after the other.</summary>
    internal async Task<FaultTarget> StartAsync(string name)
    {
        if (name == "embedded")
        {
            _ours ??= await StreamServer.StartAsync(new ServerOptions(), TimeProvider.System, CancellationToken.None);
            return new FaultTarget(new Uri(_ours.Url), IsPulsar: false);
        }

        _pulsar ??= await RealPulsar.ShareAsync();
        if (name == "pulsar")
        {
            return new FaultTarget(_pulsar.Url, IsPulsar: true);
        }

        _gateway ??= await StreamServer.StartAsync(
            new ServerOptions { Pulsar = new PulsarOptions { Url = _pulsar.Url }, IsForDevelopment = true }, TimeProvider.System, CancellationToken.None);
        return new FaultTarget(new Uri(_gateway.Url), IsPulsar: false);
    }

    public async ValueTask DisposeAsync()
    {
        await (_ours?.DisposeAsync() ?? default);
        await (_gateway?.DisposeAsync() ?? default);
        await (_pulsar?.DisposeAsync() ?? default);
    }
}
