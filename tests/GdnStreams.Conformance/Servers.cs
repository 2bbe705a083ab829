using GdnStreams.Server;
using GdnStreams.Server.SignIn;

[assembly: AssemblyFixture(typeof(GdnStreams.Conformance.Servers))]

namespace GdnStreams.Conformance;

/// <summary>Our server in this process, and a real Apache Pulsar where there is one, each started once for all tests.</summary>
public sealed class Servers : IAsyncLifetime
{
    private StreamServer _ours = null!;
    private RealPulsar _pulsar = null!;

    public async ValueTask InitializeAsync()
    {
        _ours = await StreamServer.StartAsync(new ServerOptions(), TimeProvider.System, CancellationToken.None);
        _pulsar = await RealPulsar.StartAsync("--set", "brokerDeduplicationEnabled=true");
    }

    public async ValueTask DisposeAsync()
    {
        await _ours.DisposeAsync();
        await _pulsar.DisposeAsync();
    }

    /// <summary>A server by name; a missing Pulsar skips the test and says why.</summary>
    public Peer this[string name] => name == "ours"
        ? new Peer("ours", new Uri(_ours.Url), "demo/c8global._system", "apikey " + Development.ApiKey)
        : new Peer("pulsar", _pulsar.Url, "public/default", Authorization: null);
}
