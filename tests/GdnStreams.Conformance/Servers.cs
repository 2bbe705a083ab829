using GdnStreams.Server;
using GdnStreams.Server.Backends.Pulsar;
using GdnStreams.Server.SignIn;

[assembly: AssemblyFixture(typeof(GdnStreams.Conformance.Servers))]

namespace GdnStreams.Conformance;

/// <summary>Our server in this process, a real Apache Pulsar where there is one, and our gateway to it, each started once for all tests.</summary>
public sealed class Servers : IAsyncLifetime
{
    private StreamServer _ours = null!;
    private RealPulsar _pulsar = null!;
    private StreamServer? _gateway;

    public async ValueTask InitializeAsync()
    {
        _ours = await StreamServer.StartAsync(new ServerOptions(), TimeProvider.System, CancellationToken.None);
        _pulsar = await RealPulsar.ShareAsync();
        if (_pulsar.IsThere)
        {
            _gateway = await StartGatewayAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ours.DisposeAsync();
        await (_gateway?.DisposeAsync() ?? default);
        await _pulsar.DisposeAsync();
    }

    /// <summary>A server by name; a missing Pulsar skips the test and says why.</summary>
    public Peer this[string name] => name switch
    {
        "ours" => new Peer("ours", new Uri(_ours.Url), "demo/c8global._system", "apikey " + Development.ApiKey),
        "gateway" => new Peer("gateway", _pulsar.Url is not null ? new Uri(_gateway!.Url) : null!, "demo/c8global._system", "apikey " + Development.ApiKey),
        _ => new Peer("pulsar", _pulsar.Url, "public/default", Authorization: null),
    };

    /// <summary>Another gateway to the same Pulsar, whose end is the caller's; a missing Pulsar skips the test.</summary>
    internal Task<StreamServer> StartGatewayAsync() => StartGatewayAsync(new ServerOptions());

    /// <inheritdoc cref="StartGatewayAsync()"/>
    internal Task<StreamServer> StartGatewayAsync(ServerOptions options) => StreamServer.StartAsync(
        options with { Pulsar = new PulsarOptions { Url = _pulsar.Url }, IsForDevelopment = true }, TimeProvider.System, CancellationToken.None);
}
