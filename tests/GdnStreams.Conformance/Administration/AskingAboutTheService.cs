using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Conformance.Administration;

public sealed class AskingAboutTheService(Servers servers)
{
    [Theory, OnBoth]
    public async Task Regions_are_listed_and_one_of_them_answers(string on)
    {
        await using var session = await servers[on].ConnectAsync();
        var local = await session.Regions.GetLocalAsync();
        Assert.True(local.IsLocal);
        Assert.Equal(servers[on].Base.Authority, local.Authority);
        Assert.Equal(local.Name, Assert.Single(await session.Regions.ListAsync()).Name);
        Assert.Equal(local.Name, (await session.Regions.GetAsync(local.Name)).Name);
        Assert.Equal(local.Name, Assert.Single(await session.Regions.ListOfTenantAsync()).Name);
        await Sessions.FailsAsync(GdnErrorCode.RegionNotFound, () => session.Regions.GetAsync("atlantis"));
        await Sessions.FailsAsync(GdnErrorCode.TenantNotFound, () => session.Regions.ListOfTenantAsync("nobody"));
    }

    [Theory, OnBoth]
    public async Task The_tenant_is_known_with_its_limits(string on)
    {
        await using var session = await servers[on].ConnectToNewFabricAsync();
        Assert.Contains(session.Tenant, (await session.Tenants.ListAsync()).Select(tenant => tenant.Name));
        Assert.Equal(session.Tenant, (await session.Tenants.GetAsync()).Name);
        var limits = await session.Tenants.GetLimitsAsync();
        Assert.Equal((null, null), (limits.GlobalStreams.MaxStreams, limits.LocalStreams.MaxConsumers));
        await Sessions.FailsAsync(GdnErrorCode.TenantNotFound, () => session.Tenants.GetAsync("nobody"));
        await Sessions.FailsAsync(GdnErrorCode.TenantNotFound, () => session.Tenants.GetLimitsAsync("nobody"));
    }

    [Theory, OnBoth]
    public async Task The_server_tells_its_name_and_version(string on)
    {
        await using var session = await servers[on].ConnectAsync();
        var version = await session.GetServerVersionAsync();
        Assert.Equal(servers[on].SpeaksGdn ? "C8DB" : "Pulsar", version.Server);
        Assert.Matches(@"^\d+\.\d+\.\d+", version.Version);
        Assert.Equal(on == "ours" ? "embedded" : "pulsar", version.Engine);
    }

    [Theory, OnBoth]
    public async Task A_session_sends_receives_and_reads(string on)
    {
        await using var session = await servers[on].ConnectAsync();
        var stream = await session.NewStreamAsync(StreamScope.Local);
        await using var consumer = await session.SubscribeAsync(stream, "s");
        var ids = await session.PublishAsync(stream, "1", "2");
        var first = await consumer.ReceiveAsync();
        Assert.Equal(("1", ids[0]), (first.Text, first.Id));
        await consumer.AcknowledgeAsync(first.Id);
        await Sessions.UntilAsync(async () => (await session.Streams.GetBacklogAsync(stream)).MessageBacklog == 1);
        await using var reader = await session.CreateReaderAsync(stream, new ReaderOptions { StartMessageId = MessageId.Earliest });
        Assert.Equal("1", (await reader.ReceiveAsync()).Text);
    }
}
