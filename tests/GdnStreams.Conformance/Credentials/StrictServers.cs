using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using GdnStreams.Client;
using GdnStreams.Server;
using GdnStreams.Server.Backends.Pulsar;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Conformance.Credentials;

/// <summary>
/// All servers with everything switched on that refuses: credentials are asked for, topics are not created by sockets, idle sockets are closed.
/// The Pulsar takes tokens and a user with a password. It speaks https by a proxy: that of <c>shared/pulsar</c> has no cryptography of its own.
/// </summary>
[CollectionDefinition(Name)]
public sealed class StrictServers : IAsyncLifetime, ICollectionFixture<StrictServers>
{
    /// <summary>Of the tests that share them.</summary>
    public const string Name = "Strict servers";

    private const string User = "ada";
    private const string Password = "s3cret-basic";
    private const string Providers = "org.apache.pulsar.broker.authentication.AuthenticationProvider";
    private readonly TokenKey _key = new();
    private readonly PrivateAuthority _authority = new();
    private readonly X509Certificate2 _certificate;
    private readonly X509Certificate2 _trusted;
    private StreamServer _ours = null!;
    private RealPulsar _pulsar = null!;
    private OddProxy? _https;
    private StreamServer? _gateway;

    public StrictServers() => (_certificate, _trusted) = (_authority.Issue(IPAddress.Loopback), _authority.ToCertificate());

    /// <summary>The token of the Pulsar's super-user.</summary>
    public string Token => TokenOf("admin");

    public async ValueTask InitializeAsync()
    {
        var options = new ServerOptions { CreatesStreams = false, SocketIdleTime = TimeSpan.FromSeconds(3) };
        _ours = await StreamServer.StartAsync(options, TimeProvider.System, CancellationToken.None);

        // openssl passwd -apr1 -salt gdnsalts s3cret-basic
        var users = Convert.ToBase64String(Encoding.ASCII.GetBytes($"{User}:$apr1$gdnsalts$nMJW8rTBnggNz0T1qWcih/\n"));
        string[] settings =
        [
            "allowAutoTopicCreation=false", "webSocketSessionIdleTimeoutMillis=3000", $"superUserRoles=admin,{User}",
            $"authenticationProviders={Providers}Token,{Providers}Basic", $"basicAuthConf=data:;base64,{users}",
        ];
        _pulsar = await RealPulsar.StartAsync(["--secret", _key.Secret, .. settings.SelectMany(setting => new[] { "--set", setting })]);
        if (_pulsar.IsThere)
        {
            _https = new OddProxy(_pulsar.Url, _certificate);
            _gateway = await StreamServer.StartAsync(
                options with { Pulsar = new PulsarOptions { Url = _pulsar.Url, Token = Token }, IsForDevelopment = true }, TimeProvider.System, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ours.DisposeAsync();
        await (_gateway?.DisposeAsync() ?? default);
        await (_https?.DisposeAsync() ?? default);
        await _pulsar.DisposeAsync();
        _trusted.Dispose();
        _certificate.Dispose();
        _authority.Dispose();
    }

    /// <summary>A server by name, with a credential that may do everything; a missing Pulsar skips the test and says why.</summary>
    public Peer this[string name] => name switch
    {
        "ours" => new Peer("ours", new Uri(_ours.Url), "demo/c8global._system", "apikey " + Development.ApiKey),
        "gateway" => new Peer("gateway", _pulsar.Url is not null ? new Uri(_gateway!.Url) : null!, "demo/c8global._system", "apikey " + Development.ApiKey),
        _ => new Peer("pulsar", _pulsar.Url, "public/default", "Bearer " + Token),
    };

    /// <summary>A token for a role of the Pulsar's.</summary>
    public string TokenOf(string role) => _key.TokenOf(role);

    /// <summary>How the client library connects to the Pulsar as one of its super-users: <c>token</c> or <c>password</c>, by <c>http</c> or <c>https</c>.</summary>
    public GdnSessionOptions OptionsOf(string kind, string scheme) => new()
    {
        Url = _pulsar.Url is var plain && scheme == "https" ? _https!.Url : plain,
        Dialect = GdnDialect.Pulsar,
        Credential = kind == "token" ? GdnCredential.Token(Token) : GdnCredential.Password(User, Password),
        TrustedCertificates = scheme == "https" ? [_trusted] : [],
    };

    /// <summary>Lets a role do something (<c>produce</c>, <c>consume</c>) in a namespace of <c>public</c>.</summary>
    public async Task GrantAsync(string role, string namespaceName, string action)
    {
        using var http = new HttpClient { BaseAddress = _pulsar.Url };
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer " + Token);
        using var body = new StringContent($"""["{action}"]""", Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri($"/admin/v2/namespaces/public/{namespaceName}/permissions/{role}", UriKind.Relative), body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
