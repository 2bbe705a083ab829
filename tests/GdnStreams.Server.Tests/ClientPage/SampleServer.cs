using GdnStreams.Client;
using GdnStreams.Protocol;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Tests.ClientPage;

/// <summary>A server in this process and a session on it, for the samples of docs/client.md.</summary>
public sealed class SampleServer : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("gdn-page-");
    private StreamServer _server = null!;

    public string Url => _server.Url;

    public string HttpsUrl => _server.Addresses.HttpsUrl!;

    /// <summary>The certificate that the server shows.</summary>
    public string CertificateFile => Path.Combine(_data.FullName, "development-certificate.pem");

    public GdnSession Session { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await StreamServer.StartAsync(new ServerOptions { DataDirectory = _data.FullName, HttpsPort = 0, IsForDevelopment = true }, TimeProvider.System, CancellationToken.None);
        Session = await GdnSession.ConnectAsync(new GdnSessionOptions { Url = new Uri(Url), Credential = GdnCredential.ApiKey(Development.ApiKey) });
    }

    public async ValueTask DisposeAsync()
    {
        await Session.DisposeAsync();
        await _server.DisposeAsync();
        _data.Delete(recursive: true);
    }

    /// <summary>A stream of the test's own.</summary>
    public Task<StreamName> NewStreamAsync() => Session.Streams.CreateAsync(StreamName.Create("s" + Guid.NewGuid().ToString("N"), StreamScope.Global));

    public async Task PublishAsync(StreamName stream, params string[] texts)
    {
        await using var producer = await Session.CreateProducerAsync(stream);
        await Task.WhenAll(texts.Select(text => producer.SendAsync(OutgoingMessage.FromText(text))));
    }

    public async Task<long> BacklogAsync(StreamName stream, string subscription) =>
        (await Session.Streams.GetStatsAsync(stream)).Subscriptions[subscription].Backlog;

    /// <summary>Ends what would run for ever in a failing test.</summary>
    public static CancellationTokenSource NewLimit() => new(Limit);
}
