using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GdnStreams.Client;
using GdnStreams.Conformance.Administration;
using GdnStreams.Conformance.Killing;
using GdnStreams.Protocol;
using GdnStreams.Server;
using GdnStreams.Server.Backends.Pulsar;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Conformance.Credentials;

/// <summary>A gateway to a Pulsar that asks for credentials: what its clients prove themselves with ends at it, and it proves itself to the Pulsar.</summary>
[Collection(StrictServers.Name)]
public sealed partial class KeepingCredentialsApart(StrictServers servers) : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gdn-authority-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("--pulsar-token", "http")]
    [InlineData("GDN_PULSAR_TOKEN", "https")]
    public async Task A_gateways_token_goes_to_the_Pulsar_and_no_credential_of_a_client_does(string given, string scheme)
    {
        using var authority = new PrivateAuthority();
        using var certificate = authority.Issue(IPAddress.Loopback);
        await using var proxy = new OddProxy(servers["pulsar"].Base, scheme == "https" ? certificate : null);
        Assert.Equal(scheme, proxy.Url.Scheme);
        var file = Path.Combine(_directory.FullName, "authority.pem");
        await File.WriteAllTextAsync(file, authority.Pem);
        string[] more = [.. given[0] == '-' ? [given, servers.Token] : Array.Empty<string>(), .. scheme == "https" ? ["--pulsar-ca", file] : Array.Empty<string>()];
        var environment = given[0] == '-' ? new Dictionary<string, string>() : new() { [given] = servers.Token };
        await using var gateway = await GatewayProcess.StartAsync(proxy.Url, port: 0, more, environment);
        var peer = servers["gateway"] with { Base = gateway.Url };
        using var http = new HttpClient { BaseAddress = gateway.Url };
        var jwt = await TellAsync(http, "/_open/auth", JsonContent.Create(new { email = Development.Email, password = Development.Password }), "jwt");
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "bearer " + jwt);
        var otp = await TellAsync(http, "/apid/otp", null, "otp");

        // By key and by password, over REST and sockets; then as those do who cannot send a header, or send too many.
        GdnCredential[] credentials = [GdnCredential.ApiKey(Development.ApiKey), GdnCredential.Password(Development.Email, Development.Password)];
        foreach (var credential in credentials)
        {
            await using var session = await GdnSession.ConnectAsync(new GdnSessionOptions { Url = gateway.Url, Credential = credential });
            var stream = await session.NewStreamAsync();
            await using var consumer = await session.SubscribeAsync(stream, "s");
            await session.PublishAsync(stream, "one");
            Assert.Equal("one", (await consumer.ReceiveAsync()).Text);
            Assert.Equal(1, (await session.Streams.GetStatsAsync(stream)).MessagesIn);
        }

        var topic = peer.NewTopic();
        await peer.CreateTopicAsync(topic);
        foreach (var query in new[] { "otp=" + otp, "token=" + jwt })
        {
            Assert.Equal(101, await (peer with { Authorization = null }).StatusAsync("producer", topic, query));
        }

        using (var socket = new ClientWebSocket())
        {
            socket.Options.SetRequestHeader("Authorization", "bearer " + jwt);
            socket.Options.SetRequestHeader("Cookie", "session=" + jwt);
            socket.Options.SetRequestHeader("X-Pulsar-Auth-Method-Name", "basic");
            await socket.ConnectAsync(new Uri($"ws://{gateway.Url.Authority}/ws/v2/reader/persistent/{peer.Place}/{topic}"), CancellationToken.None);
        }

        var heads = Heads().Matches(proxy.Heard).Select(head => head.Value).ToArray();
        Assert.All(heads, head => Assert.Equal(servers.Token, Assert.Single(Authorizations().Matches(head)).Groups[1].Value));
        Assert.All(["/admin/v2/", "/ws/v2/producer/", "/ws/v2/consumer/", "/ws/v2/reader/"], path => Assert.Contains(heads, head => head.Contains(" " + path, StringComparison.Ordinal)));
        foreach (var secret in new[] { Development.ApiKey, jwt, otp, "otp=", "token=", "Cookie", "X-Pulsar-Auth-Method-Name" })
        {
            Assert.DoesNotContain(secret, proxy.Heard, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData(null, "does not let this gateway in")]
    [InlineData("guest", "too few rights")]
    public async Task A_gateway_that_the_Pulsar_does_not_let_in_does_not_start_and_says_why(string? role, string says)
    {
        var options = new PulsarOptions { Url = servers["pulsar"].Base, Token = role is null ? null : servers.TokenOf(role) };
        var error = await Assert.ThrowsAsync<GdnException>(() => StreamServer.StartAsync(new ServerOptions { Pulsar = options, IsForDevelopment = true }, TimeProvider.System, CancellationToken.None));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Contains("token of one of its super-users", error.Message, StringComparison.Ordinal);
    }

    private static async Task<string> TellAsync(HttpClient http, string path, HttpContent? body, string what)
    {
        using var answer = await http.PostAsync(new Uri(path, UriKind.Relative), body);
        return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())![what]!;
    }

    [GeneratedRegex(@"^(?:GET|PUT|POST|DELETE) \S+ HTTP/1\.1\r\n(?:[^\r\n]+\r\n)*", RegexOptions.Multiline)]
    private static partial Regex Heads();

    [GeneratedRegex(@"^Authorization: Bearer ([^\r\n]*)\r\n", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Authorizations();
}
