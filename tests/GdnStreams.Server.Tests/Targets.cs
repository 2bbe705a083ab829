using GdnStreams.Client;
using GdnStreams.Conformance;
using GdnStreams.Server.Backends.Pulsar;
using GdnStreams.Server.SignIn;

[assembly: AssemblyFixture(typeof(GdnStreams.Server.Tests.Targets))]

namespace GdnStreams.Server.Tests;

/// <summary>Servers that other people's software runs against: one with its own engine, and a gateway to a real Pulsar, which is started by the first test that wants it.</summary>
public sealed class Targets : IAsyncDisposable
{
    /// <summary>All gateways have the same streams: one test uses them at a time.</summary>
    private readonly SemaphoreSlim _turn = new(1);
    private RealPulsar? _pulsar;

    public static TheoryData<string> All { get; } = ["embedded", "gateway"];

    /// <summary>Starts a server without streams, and with no other users, keys and fabrics than it begins with; where there is no Pulsar, a gateway skips the test and says why.</summary>
    internal async Task<Target> StartAsync(string name, ServerOptions options)
    {
        if (name == "embedded")
        {
            return new Target(await StreamServer.StartAsync(options, TimeProvider.System, CancellationToken.None), pulsar: null, turn: null);
        }

        await _turn.WaitAsync();
        try
        {
            _pulsar ??= await RealPulsar.StartAsync("--set", "brokerDeduplicationEnabled=true", "--set", "statsUpdateFrequencyInSecs=1");
            var pulsar = new PulsarOptions { Url = _pulsar.Url, Tenant = "t" + Guid.NewGuid().ToString("N")[..10] };
            var server = await StreamServer.StartAsync(options with { Pulsar = pulsar, IsForDevelopment = true }, TimeProvider.System, CancellationToken.None);
            await ClearAsync(server);
            return new Target(server, pulsar, _turn);
        }
        catch
        {
            _turn.Release();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await (_pulsar?.DisposeAsync() ?? default);
        _turn.Dispose();
    }

    private static async Task ClearAsync(StreamServer server)
    {
        await using var session = await GdnSession.ConnectAsync(new GdnSessionOptions { Url = new Uri(server.Url), Credential = GdnCredential.ApiKey(Development.ApiKey) });
        foreach (var stream in await session.Streams.ListAsync())
        {
            await session.Streams.DeleteAsync(stream.Name, force: true);
        }
    }
}
