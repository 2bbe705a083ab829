using System.Net;
using System.Text.Json.Nodes;
using GdnStreams.Client;
using GdnStreams.Conformance.Administration;
using GdnStreams.Conformance.Killing;
using GdnStreams.Protocol;
using GdnStreams.Server;
using GdnStreams.Server.Backends.Pulsar;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Conformance;

/// <summary>A gateway whose Pulsar is new, silent, refuses or has much to show.</summary>
public sealed class GatewaysInTrouble(Servers servers) : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gdn-gateway");

    private static string NewTenant => "t" + Guid.NewGuid().ToString("N")[..10];

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Two_that_start_together_for_the_first_time_make_one_user()
    {
        var pulsar = new PulsarOptions { Url = servers["pulsar"].Base, Tenant = NewTenant };
        string[] folders = [Path.Combine(_directory.FullName, "a"), Path.Combine(_directory.FullName, "b")];
        var gateways = await Task.WhenAll(folders.Select(folder =>
            StreamServer.StartAsync(new ServerOptions { Pulsar = pulsar, DataDirectory = folder }, TimeProvider.System, CancellationToken.None)));
        var file = Assert.Single(folders.Select(folder => Path.Combine(folder, "credentials.json")), File.Exists);
        var key = (string)JsonNode.Parse(await File.ReadAllTextAsync(file))!["apiKey"]!;
        foreach (var gateway in gateways)
        {
            await using (gateway)
            {
                await using var session = await GdnSession.ConnectAsync(new GdnSessionOptions { Url = new Uri(gateway.Url), Credential = GdnCredential.ApiKey(key) });
                Assert.Equal(["_system"], await session.Fabrics.ListNamesAsync());
            }
        }
    }

    [Fact]
    public async Task A_policy_can_be_set_in_a_fabric_of_a_seed_before_it_has_a_stream()
    {
        var tenant = NewTenant;
        var seed = Path.Combine(_directory.FullName, "seed.json");
        await File.WriteAllTextAsync(seed, $$"""
            {
              "users": [{ "tenant": "{{tenant}}", "user": "ada", "email": "ada@{{tenant}}.example", "password": "p" }],
              "keys": [{ "tenant": "{{tenant}}", "user": "ada", "keyId": "k", "secret": "s" }],
              "fabrics": [{ "tenant": "{{tenant}}", "name": "f" }]
            }
            """);
        var options = new ServerOptions { Pulsar = new PulsarOptions { Url = servers["pulsar"].Base, Tenant = NewTenant }, SeedFile = seed };
        await using var gateway = await StreamServer.StartAsync(options, TimeProvider.System, CancellationToken.None);
        foreach (var fabric in new[] { "f", "_system" })
        {
            await using var session = await GdnSession.ConnectAsync(new GdnSessionOptions { Url = new Uri(gateway.Url), Credential = GdnCredential.ApiKey($"{tenant}.k.s"), Fabric = fabric });
            await session.Policies.SetFabricRetentionAsync(new RetentionPolicy { TimeInMinutes = 5, SizeInMegabytes = 6 }, StreamScope.Global);
            Assert.Equal(5, (await session.Policies.GetFabricRetentionAsync(StreamScope.Global)).TimeInMinutes);
        }
    }

    [Fact]
    public async Task A_handshake_that_the_Pulsar_does_not_answer_ends_with_504_and_an_outage_shows_no_address()
    {
        await using var proxy = new OddProxy(servers["pulsar"].Base);
        var options = new ServerOptions { Pulsar = new PulsarOptions { Url = servers["pulsar"].Base, WebSocketUrl = new UriBuilder(proxy.Url) { Scheme = "ws" }.Uri }, IsForDevelopment = true };
        await using var gateway = await StreamServer.StartAsync(options, new HastyTime(), CancellationToken.None);
        var peer = servers["gateway"] with { Base = new Uri(gateway.Url) };
        var topic = peer.NewTopic();
        Assert.Equal(101, await peer.StatusAsync("producer", topic, ""));
        using var http = new HttpClient { BaseAddress = peer.Base };
        await Sessions.UntilAsync(async () => await ReadyAsync() == HttpStatusCode.OK);
        proxy.FallSilent();
        Assert.Equal(504, await peer.StatusAsync("producer", topic, ""));

        // Once it has not followed its accounts for too long.
        await proxy.BreakAsync("");
        await Sessions.UntilAsync(async () => await peer.StatusAsync("producer", topic, "") == 503);
        await Sessions.UntilAsync(async () => await ReadyAsync() == HttpStatusCode.ServiceUnavailable);

        async Task<HttpStatusCode> ReadyAsync()
        {
            using var answer = await http.GetAsync(new Uri("/readyz", UriKind.Relative));
            Assert.DoesNotContain("127.0.0.1", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Sockets_that_the_Pulsar_breaks_are_told_in_the_log()
    {
        await using var proxy = new OddProxy(servers["pulsar"].Base);
        await using var gateway = await GatewayProcess.StartAsync(servers["pulsar"].Base, port: 0, more: ["--pulsar-websocket-url", new UriBuilder(proxy.Url) { Scheme = "ws" }.Uri.ToString()]);
        await using (var socket = await (servers["gateway"] with { Base = gateway.Url }).ReaderAsync(servers["gateway"].NewTopic(), ""))
        {
            await proxy.BreakAsync("503 Service Unavailable");
            Assert.Equal("dropped", await socket.NextAsync());
        }

        Assert.Contains("1 sockets to the Pulsar broke since the last such line", await gateway.StopAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peek_ends_before_it_takes_much_memory()
    {
        const int Large = 700_000;
        await using var session = await servers["gateway"].ConnectAsync();
        var stream = await session.NewStreamAsync();
        await session.Subscriptions.CreateAsync(stream, "s");
        await using (var producer = await session.CreateProducerAsync(stream))
        {
            for (var i = 0; i < 13; i++)
            {
                await producer.SendAsync(new OutgoingMessage { Payload = new byte[Large] });
            }
        }

        Assert.Equal(11, (await session.Subscriptions.PeekAsync(stream, "s", count: 1000)).Count);
        Assert.Equal(3, (await session.Subscriptions.PeekAsync(stream, "s", count: 1000, skip: 10)).Count);
        await Sessions.FailsAsync(GdnErrorCode.BadRequest, () => session.Subscriptions.PeekAsync(stream, "s", count: 1000, skip: 2_000_000_000));
    }

    [Fact]
    public async Task A_partition_has_the_rights_of_its_stream_and_a_topic_of_the_Pulsars_own_is_nobodys()
    {
        await using var session = await servers["gateway"].ConnectAsync();
        var stream = await session.NewStreamAsync();
        var key = await session.ApiKeys.CreateAsync("k" + Guid.NewGuid().ToString("N")[..8]);
        await session.ApiKeys.Permissions.SetAsync(key.Id, "_system", stream, Permission.None);
        var other = servers["gateway"] with { Authorization = "apikey " + key.Key };
        foreach (var kind in new[] { "producer", "reader" })
        {
            Assert.Equal(403, await other.StatusAsync(kind, stream.Topic, ""));
            Assert.Equal(403, await other.StatusAsync(kind, stream.Topic + "-partition-0", ""));
        }

        Assert.Equal(400, await servers["gateway"].StatusAsync("/ws/v2/reader/persistent/demo/c8local._system/__change_events", ""));
    }
}
