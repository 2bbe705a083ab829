using GdnStreams.Protocol;

namespace GdnStreams.Client.Tests;

public sealed class PulsarDialectTests
{
    private const string Version = "GET /admin/v2/brokers/version";
    private static readonly StreamName Stream = StreamName.Create("t", StreamScope.Global);

    [Fact]
    public async Task Nobody_signs_in_and_the_token_goes_with_every_call()
    {
        await using var broker = new ScriptedRest(request => request == Version ? (200, "4.0.8") : (204, ""));
        await using var session = await ConnectAsync(broker.Url, GdnCredential.Token("a.b.c"), tenant: null);
        Assert.Equal(("public", null), (session.Tenant, session.User));
        await session.Streams.DeleteAsync(Stream, force: true);
        Assert.Equal([Version, "DELETE /admin/v2/persistent/public/c8global._system/c8globals.t?force=true"], broker.Asked.Select(asked => asked.Request));
        Assert.All(broker.Asked, asked => Assert.Equal("Bearer a.b.c", asked.Authorization));
    }

    [Fact]
    public async Task Without_a_token_there_is_no_header()
    {
        await using var broker = new ScriptedRest(_ => (200, "4.0.8"));
        await using var session = await ConnectAsync(broker.Url);
        Assert.Null(Assert.Single(broker.Asked).Authorization);
    }

    [Fact]
    public async Task A_redirect_to_the_owner_keeps_method_body_and_token()
    {
        await using var owner = new ScriptedRest(_ => (204, ""));
        await using var broker = new ScriptedRest(request => request == Version ? (200, "4.0.8") : (307, new Uri(owner.Url, "/there?authoritative=true").ToString()));
        await using var session = await ConnectAsync(broker.Url, GdnCredential.Token("a.b.c"));
        await session.Subscriptions.ResetAsync(Stream, "s", new MessagePosition(3, 4).ToMessageId());
        var (request, authorization, body) = Assert.Single(owner.Asked);
        Assert.Equal(("POST /there?authoritative=true", "Bearer a.b.c"), (request, authorization));
        Assert.Equal("""{"ledgerId":3,"entryId":4,"partitionIndex":-1,"batchIndex":-1,"isExcluded":false}""", body);
    }

    [Fact]
    public async Task Redirects_in_a_circle_end()
    {
        await using var broker = new ScriptedRest(request => request == Version ? (200, "4.0.8") : (307, "/again"));
        await using var session = await ConnectAsync(broker.Url);
        Assert.Equal(307, (await Assert.ThrowsAsync<GdnException>(() => session.Streams.TerminateAsync(Stream))).Status);
        Assert.Equal(1 + 6, broker.Asked.Count);
    }

    [Fact]
    public async Task A_GDN_session_does_not_carry_its_credential_elsewhere()
    {
        await using var elsewhere = new ScriptedRest(_ => (200, "{}"));
        await using var server = new ScriptedRest(_ => (307, elsewhere.Url.ToString()));
        await using var session = await GdnSession.ConnectAsync(new GdnSessionOptions { Url = server.Url, Credential = GdnCredential.ApiKey("demo.k.s") });
        Assert.Equal(307, (await Assert.ThrowsAsync<GdnException>(() => session.Streams.ListAsync())).Status);
        Assert.Empty(elsewhere.Asked);
    }

    [Theory]
    [InlineData(404, "Topic persistent://public/c8global._system/c8globals.t not found", GdnErrorCode.StreamNotFound)]
    [InlineData(404, "Subscription s not found for topic persistent://a/b/c", GdnErrorCode.SubscriptionNotFound)]
    [InlineData(404, "Namespace does not exist", GdnErrorCode.FabricNotFound)]
    [InlineData(404, "Tenant does not exist", GdnErrorCode.TenantNotFound)]
    [InlineData(404, "Cluster does not exist", GdnErrorCode.RegionNotFound)]
    [InlineData(404, "Message not found", GdnErrorCode.MessageNotFound)]
    [InlineData(409, "This topic already exists", GdnErrorCode.StreamExists)]
    [InlineData(409, "Subscription already exists for topic", GdnErrorCode.SubscriptionExists)]
    [InlineData(412, "Subscription has active connected consumers", GdnErrorCode.ActiveConsumers)]
    [InlineData(412, "Retention Quota must exceed configured backlog quota for topic.", GdnErrorCode.BadRequest)]
    [InlineData(403, "not allowed", GdnErrorCode.Forbidden)]
    [InlineData(401, "Unauthorized to validateTopicOperation for operation [GET_STATS] on topic [persistent://a/b/c]", GdnErrorCode.Forbidden)]
    [InlineData(503, "busy", GdnErrorCode.Unavailable)]
    public async Task A_refusal_is_told_by_status_and_reason(int status, string reason, GdnErrorCode code)
    {
        var error = await RefusedAsync(status, $$"""{"reason":"{{reason}}"}""");
        Assert.Equal((code, status), (error.Code, error.Status));
        Assert.Equal(char.ToUpperInvariant(reason[0]) + string.Concat(reason.Substring(1).TrimEnd('.').Split(["persistent://public/c8global._system/"], StringSplitOptions.None)) + ".", error.Message);
    }

    [Theory]
    [InlineData(200, "[]", "_system", true)]
    [InlineData(404, """{"reason":"Topic persistent://a/b/c not found"}""", "f", false)]
    [InlineData(404, """{"reason":"Namespace does not exist"}""", "_system", false)]
    [InlineData(404, """{"reason":"Namespace does not exist"}""", "f", null)]
    [InlineData(404, "<html>", "_system", null)]
    public async Task One_stream_is_asked_for_and_not_all(int status, string answer, string fabric, bool? exists)
    {
        await using var broker = new ScriptedRest(request => request == Version ? (200, "4.0.8") : (status, answer));
        await using var session = await ConnectAsync(broker.Url, fabric: fabric);
        if (exists is { } expected)
        {
            Assert.Equal(expected, await session.Streams.ExistsAsync(Stream));
        }
        else
        {
            await Assert.ThrowsAsync<GdnException>(() => session.Streams.ExistsAsync(Stream));
        }

        Assert.Equal($"GET /admin/v2/persistent/public/c8global.{fabric}/c8globals.t/subscriptions", broker.Asked[1].Request);
        Assert.Equal(2, broker.Asked.Count);
    }

    [Fact]
    public async Task A_page_of_the_web_server_counts_by_its_status()
    {
        var error = await RefusedAsync(401, "<html><title>Error 401 Authentication required</title></html>");
        Assert.Equal(GdnErrorCode.Unauthorized, error.Code);
        Assert.DoesNotContain("<html>", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_stack_trace_only_the_message_is_told()
    {
        var error = await RefusedAsync(500, """{"reason":"\n --- An unexpected error occurred in the server ---\n\nMessage: Cursor not found\n\nStacktrace:\n\njava.lang.Exception"}""");
        Assert.Equal("Cursor not found.", error.Message);
    }

    [Fact]
    public async Task A_missing_namespace_is_made_when_a_stream_is_created()
    {
        var made = false;
        await using var broker = new ScriptedRest(request =>
        {
            var isMaking = request == "PUT /admin/v2/namespaces/acme/c8global.f";
            made |= isMaking;
            return request == Version ? (200, "4.0.8")
                : request == "GET /admin/v2/tenants/acme" ? (200, """{"adminRoles":[],"allowedClusters":["east","west"]}""")
                : made ? (204, "")
                : (404, """{"reason":"Namespace not found"}""");
        });
        await using var session = await ConnectAsync(broker.Url, tenant: "acme", fabric: "f");
        await session.Streams.CreateAsync(Stream);
        const string Create = "PUT /admin/v2/persistent/acme/c8global.f/c8globals.t";
        Assert.Equal([Create, "GET /admin/v2/tenants/acme", "PUT /admin/v2/namespaces/acme/c8global.f", Create], broker.Asked.Skip(1).Select(asked => asked.Request));
        Assert.Equal("""{"replication_clusters":["east","west"]}""", broker.Asked[3].Body);
    }

    [Fact]
    public async Task Regions_are_the_clusters_and_the_one_with_this_address_is_local()
    {
        ScriptedRest broker = null!;
        broker = new ScriptedRest(request => request switch
        {
            Version => (200, "4.0.8"),
            "GET /admin/v2/clusters" => (200, """["east","global","west"]"""),
            "GET /admin/v2/clusters/east" => (200, """{"serviceUrl":"http://east:8080,other:8080"}"""),
            _ => (200, $$"""{"serviceUrl":"{{broker.Url}}"}"""),
        });
        await using (broker)
        {
            await using var session = await ConnectAsync(broker.Url);
            Assert.Equal(["east", "west"], (await session.Regions.ListAsync()).Select(region => region.Name));
            Assert.Equal("west", (await session.Regions.GetLocalAsync()).Name);
            Assert.Equal("east:8080", (await session.Regions.GetAsync("east")).Authority);
        }
    }

    [Theory]
    [InlineData(GdnDialect.Gdn, "", "A GDN service needs a credential")]
    [InlineData(GdnDialect.Pulsar, "key", "A Pulsar takes a token, a user with a password, or nothing")]
    public async Task A_credential_of_the_wrong_kind_is_refused_at_once(GdnDialect dialect, string apiKey, string message)
    {
        var options = new GdnSessionOptions { Url = new Uri("http://127.0.0.1:1"), Dialect = dialect };
        options = apiKey.Length > 0 ? options with { Credential = GdnCredential.ApiKey(apiKey) } : options;
        Assert.StartsWith(message, (await Assert.ThrowsAsync<ArgumentException>(() => GdnSession.ConnectAsync(options))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    public async Task A_name_that_would_change_the_path_is_refused(string name)
    {
        await using var broker = new ScriptedRest(_ => (200, "4.0.8"));
        await using var session = await ConnectAsync(broker.Url);
        Assert.Equal(GdnErrorCode.InvalidName, (await Assert.ThrowsAsync<GdnException>(() => session.Subscriptions.DeleteAsync(Stream, name))).Code);
        Assert.Single(broker.Asked);
    }

    [Fact]
    public async Task A_socket_is_at_the_root_and_has_no_one_time_password()
    {
        await using var server = new ScriptedServer(ScriptedServer.Accept(ScriptedServer.ReadAsync));
        await using var session = await ConnectAsync(server.Url, GdnCredential.Token("a.b.c"));
        await using var producer = await session.CreateProducerAsync(Stream);
        Assert.Equal("/ws/v2/producer/persistent/public/c8global._system/c8globals.t", Assert.Single(server.SocketPaths));
        Assert.DoesNotContain("otp", Assert.Single(server.SocketQueries), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sockets_may_have_an_address_of_their_own()
    {
        await using var broker = new ScriptedRest(_ => (200, "4.0.8"));
        await using var sockets = new ScriptedServer(ScriptedServer.Accept(ScriptedServer.ReadAsync));
        var url = new UriBuilder(sockets.Url) { Scheme = "ws", Path = "/below/" }.Uri;
        await using var session = await GdnSession.ConnectAsync(new GdnSessionOptions { Url = broker.Url, WebSocketUrl = url, Dialect = GdnDialect.Pulsar, Namespace = "default" });
        await using var producer = await session.CreateProducerAsync(Stream);
        Assert.Equal("/below/ws/v2/producer/persistent/public/default/t", Assert.Single(sockets.SocketPaths));
    }

    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("ws://u:p@127.0.0.1/")]
    [InlineData("ws://127.0.0.1/?token=x")]
    public async Task An_address_for_sockets_is_one(string url)
    {
        var options = new GdnSessionOptions { Url = new Uri("http://127.0.0.1:1"), WebSocketUrl = new Uri(url), Dialect = GdnDialect.Pulsar };
        Assert.StartsWith("WebSocketUrl", (await Assert.ThrowsAsync<ArgumentException>(() => GdnSession.ConnectAsync(options))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_goes_with_every_call()
    {
        await using var broker = new ScriptedRest(_ => (200, "4.0.8"));
        await using var session = await ConnectAsync(broker.Url, GdnCredential.Password("ada", "pä:ss"));
        Assert.Equal("Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes("ada:pä:ss")), Assert.Single(broker.Asked).Authorization);
    }

    [Fact]
    public async Task A_namespace_is_Pulsars_alone()
    {
        var options = new GdnSessionOptions { Url = new Uri("http://127.0.0.1:1"), Credential = GdnCredential.ApiKey("demo.k.s"), Namespace = "default" };
        Assert.StartsWith("Namespace is Pulsar's", (await Assert.ThrowsAsync<ArgumentException>(() => GdnSession.ConnectAsync(options))).Message, StringComparison.Ordinal);
    }

    private static async Task<GdnException> RefusedAsync(int status, string body)
    {
        await using var broker = new ScriptedRest(request => request == Version ? (200, "4.0.8") : (status, body));
        await using var session = await ConnectAsync(broker.Url);
        return await Assert.ThrowsAsync<GdnException>(() => session.Streams.GetStatsAsync(Stream));
    }

    private static Task<GdnSession> ConnectAsync(Uri url, GdnCredential? credential = null, string? tenant = null, string fabric = "_system") => GdnSession.ConnectAsync(
        new GdnSessionOptions { Url = url, Dialect = GdnDialect.Pulsar, Credential = credential ?? GdnCredential.Anonymous, Tenant = tenant, Fabric = fabric });
}
