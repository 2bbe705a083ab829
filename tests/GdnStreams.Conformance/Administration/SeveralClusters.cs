using System.Text;
using System.Text.Json.Nodes;
using GdnStreams.Client;
using GdnStreams.Protocol;
using GdnStreams.Server;
using GdnStreams.Server.Backends.Pulsar;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Conformance.Administration;

/// <summary>A Pulsar that knows of a second cluster, which does not answer: what is set up for replication, as one broker sees it.</summary>
public sealed class SeveralClusters : IAsyncLifetime
{
    private static readonly string[] Both = ["standalone", "west"];
    private RealPulsar _pulsar = null!;

    public async ValueTask InitializeAsync()
    {
        _pulsar = await RealPulsar.StartAsync();
        if (_pulsar.IsThere)
        {
            await PutAsync("clusters/west", """{"serviceUrl":"http://127.0.0.1:9","brokerServiceUrl":"pulsar://127.0.0.1:9"}""");
            await PutAsync("tenants/geo", """{"adminRoles":[],"allowedClusters":["standalone","west"]}""");
        }
    }

    public ValueTask DisposeAsync() => _pulsar.DisposeAsync();

    [Fact]
    public async Task Have_the_global_streams_of_a_tenant_and_not_the_local_ones()
    {
        await using var session = await GdnSession.ConnectAsync(new GdnSessionOptions { Url = _pulsar.Url, Dialect = GdnDialect.Pulsar, Tenant = "geo", Fabric = "_system" });
        await CheckAsync(session);
    }

    [Fact]
    public async Task Have_the_global_streams_of_a_gateway_and_not_its_local_ones_nor_its_users()
    {
        await using var gateway = await StreamServer.StartAsync(
            new ServerOptions { Pulsar = new PulsarOptions { Url = _pulsar.Url }, IsForDevelopment = true }, TimeProvider.System, CancellationToken.None);
        await using var session = await GdnSession.ConnectAsync(new GdnSessionOptions { Url = new Uri(gateway.Url), Credential = GdnCredential.ApiKey(Development.ApiKey) });
        await CheckAsync(session);
        Assert.Equal(["standalone"], await ReplicationAsync("public/c8local._gateway"));
    }

    private async Task CheckAsync(GdnSession session)
    {
        await session.NewStreamAsync(StreamScope.Local);
        var stream = await session.NewStreamAsync();
        Assert.Equal(Both, await ReplicationAsync(session.Tenant + "/c8global._system"));
        Assert.Equal(["standalone"], await ReplicationAsync(session.Tenant + "/c8local._system"));

        // The other cluster does not answer, and nobody here waits for it.
        await session.Subscriptions.CreateAsync(stream, "s", MessageId.Earliest);
        await session.PublishAsync(stream, "one", "two");
        Assert.Equal(["one", "two"], await session.BacklogAsync(stream, "s"));
    }

    private async Task<IEnumerable<string>> ReplicationAsync(string place)
    {
        using var http = new HttpClient { BaseAddress = _pulsar.Url };
        return JsonNode.Parse(await http.GetStringAsync(new Uri($"/admin/v2/namespaces/{place}/replication", UriKind.Relative)))!.AsArray().Select(cluster => (string)cluster!).Order();
    }

    private async Task PutAsync(string what, string body)
    {
        using var http = new HttpClient { BaseAddress = _pulsar.Url };
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await http.PutAsync(new Uri("/admin/v2/" + what, UriKind.Relative), content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
