namespace GdnStreams.Client.Tests;

public sealed class PulsarDeletionTests
{
    [Theory]
    [InlineData("""["east","west"]""", """["west"]""")]
    [InlineData("""["east","north"]""", """["east"]""")]
    [InlineData("""["west"]""", null)]
    public async Task A_namespace_leaves_the_other_clusters_before_it_is_deleted(string clusters, string? left)
    {
        ScriptedRest broker = null!;
        broker = new ScriptedRest(request => request switch
        {
            "GET /admin/v2/brokers/version" => (200, "4.0.8"),
            "GET /admin/v2/namespaces/acme/c8global.f/replication" => (200, clusters),
            "GET /admin/v2/namespaces/acme/c8local.f/replication" => (200, """["west"]"""),
            "GET /admin/v2/clusters" => (200, """["east","west"]"""),
            "GET /admin/v2/clusters/east" => (200, """{"serviceUrl":"http://east:8080"}"""),
            "GET /admin/v2/clusters/west" => (200, $$"""{"serviceUrl":"{{broker.Url}}"}"""),
            _ when request.StartsWith("GET /admin/v2/persistent/", StringComparison.Ordinal) => (200, "[]"),
            _ => (204, ""),
        });
        await using (broker)
        {
            await using var session = await GdnSession.ConnectAsync(new GdnSessionOptions { Url = broker.Url, Dialect = GdnDialect.Pulsar, Tenant = "acme" });
            await session.Fabrics.DeleteAsync("f");
            var asked = broker.Asked.Where(asked => !asked.Request.StartsWith("GET ", StringComparison.Ordinal)).Select(asked => asked.Request).ToArray();
            const string Leave = "POST /admin/v2/namespaces/acme/c8global.f/replication";
            Assert.Equal(left, broker.Asked.SingleOrDefault(asked => asked.Request == Leave).Body);
            Assert.True(left is null || Array.IndexOf(asked, Leave) < Array.IndexOf(asked, "DELETE /admin/v2/namespaces/acme/c8global.f"), string.Join("\n", asked));
            Assert.Contains("DELETE /admin/v2/namespaces/acme/c8local.f", asked);
        }
    }
}
