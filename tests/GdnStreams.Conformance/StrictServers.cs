using System.Security.Cryptography;
using System.Text;
using GdnStreams.Server;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Conformance;

/// <summary>Both servers with everything switched on that refuses: credentials are asked for, topics are not created by sockets, idle sockets are closed.</summary>
public sealed class StrictServers : IAsyncLifetime
{
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);
    private StreamServer _ours = null!;
    private RealPulsar _pulsar = null!;

    public async ValueTask InitializeAsync()
    {
        var options = new ServerOptions { CreatesStreams = false, SocketIdleTime = TimeSpan.FromSeconds(3) };
        _ours = await StreamServer.StartAsync(options, TimeProvider.System, CancellationToken.None);
        _pulsar = await RealPulsar.StartAsync(
            "--secret", Convert.ToBase64String(_secret), "--set", "allowAutoTopicCreation=false", "--set", "webSocketSessionIdleTimeoutMillis=3000");
    }

    public async ValueTask DisposeAsync()
    {
        await _ours.DisposeAsync();
        await _pulsar.DisposeAsync();
    }

    /// <summary>A server by name, with a credential that may do everything.</summary>
    public Peer this[string name] => name == "ours"
        ? new Peer("ours", new Uri(_ours.Url), "demo/c8global._system", "apikey " + Development.ApiKey)
        : new Peer("pulsar", _pulsar.Url, "public/default", "Bearer " + Token());

    /// <summary>A token for Pulsar's super-user.</summary>
    private string Token()
    {
        var text = $"{Base64Url("""{"alg":"HS256"}"""u8)}.{Base64Url("""{"sub":"admin"}"""u8)}";
        return $"{text}.{Base64Url(HMACSHA256.HashData(_secret, Encoding.ASCII.GetBytes(text)))}";
    }

    private static string Base64Url(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
