using System.Text.Json.Nodes;
using GdnStreams.Client;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Tests;

/// <summary>API keys, users and what they may do. Answers without comment are those recorded from GDN, with our tenant's name.</summary>
public sealed class KeysAndUsers(Rest rest) : IClassFixture<Rest>
{
    [Fact]
    public async Task A_key_is_told_once_and_opens_the_tenant_until_it_is_deleted()
    {
        var (status, created) = await rest.CallAsync("POST /_api/key", """{"keyid": "test_apikey_id_1"}""");
        Assert.Equal(201, status);
        var key = (string)created!["key"]!;
        Assert.StartsWith("demo.test_apikey_id_1.", key, StringComparison.Ordinal);
        created.AsObject().Remove("key");
        Assert.Equal("""{"keyid":"test_apikey_id_1","tenant":"demo","user":"demo.root","error":false,"code":201}""", created.ToJsonString());
        await rest.AnswersAsync("POST /_api/key", """{"keyid": "test_apikey_id_1"}""", 409, """{"code":409,"error":true,"errorMessage":"duplicate api key id","errorNum":100014}""");

        var (_, listed) = await rest.CallAsync("GET /_api/key", authorization: "apikey " + key);
        Assert.Contains(listed!["result"]!.AsArray(), item => (string)item!["keyid"]! == "test_apikey_id_1");
        var (_, details) = await rest.CallAsync("GET /_api/key/test_apikey_id_1");
        Assert.Equal("test_apikey_id_1@apikey", (string)details!["email"]!);
        Assert.Equal("demo.root", (string)details["apikey"]!["parent"]!);
        Assert.DoesNotContain(key.Split('.')[2], details.ToJsonString(), StringComparison.Ordinal);

        await rest.AnswersAsync("POST /_fabric/_system/_api/key/validate", $$"""{"apikey":"{{key}}"}""", 200, """{"error":false,"code":200,"result":{"tenant":"demo","keyid":"test_apikey_id_1"}}""", authorization: "");
        await rest.AnswersAsync("DELETE /_api/key/test_apikey_id_1", null, 202, """{"error":false,"code":202}""");
        await rest.AnswersAsync("DELETE /_api/key/test_apikey_id_1", null, 404, """{"code":404,"error":true,"errorMessage":"invalid api key id","errorNum":100015}""");
        await rest.AnswersAsync("GET /_api/user", null, 401, """{"code":401,"error":true,"errorMessage":"forbidden","errorNum":11}""", "apikey " + key);
    }

    [Fact]
    public async Task A_token_is_validated_as_well_and_nothing_else_is()
    {
        await rest.AnswersAsync("POST /_api/key/validate", $$"""{"jwt":"{{rest.Token}}"}""", 200, """{"error":false,"code":200,"result":{"tenant":"demo","user":"root"}}""", authorization: "");
        foreach (var body in new[] { """{"apikey":"demo.nobody.x"}""", """{"apikey":"..."}""", """{"apikey":"x"}""", $$"""{"apikey":"demo.{{Development.KeyId}}.wrong"}""", """{"jwt":"a.b.c"}""" })
        {
            Assert.Equal(401, (await rest.CallAsync("POST /_api/key/validate", body, authorization: "")).Status);
        }

        Assert.Equal(400, (await rest.CallAsync("POST /_api/key/validate", "{}", authorization: "")).Status);
    }

    [Fact]
    public async Task The_library_works_with_an_API_key_on_rest_and_sockets()
    {
        await using var session = await GdnSession.ConnectAsync(new GdnSessionOptions { Url = new Uri(rest.Server.Url), Credential = GdnCredential.ApiKey(Development.ApiKey) });
        Assert.Equal("demo", session.Tenant);
        var stream = await session.Streams.CreateAsync(Protocol.StreamName.Create("by-key", Protocol.StreamScope.Global));
        await using var consumer = await session.SubscribeAsync(stream, "s");
        await using var producer = await session.CreateProducerAsync(stream);
        await producer.SendAsync(OutgoingMessage.FromText("x"));
        Assert.Equal("x", (await consumer.ReceiveAsync()).Text);
    }

    [Fact]
    public async Task Every_form_of_credentials_signs_in_and_a_query_does_not()
    {
        foreach (var body in new[]
        {
            """{"email":"root@demo.local","password":"demo"}""",
            """{"tenant":"demo","username":"root","password":"demo"}""",
            """{"username":"root","password":"demo","email":"root@demo.local"}""",
        })
        {
            var (status, reply) = await rest.CallAsync("POST /_open/auth", body, authorization: "");
            Assert.Equal(200, status);
            Assert.Equal(["jwt", "tenant", "username"], reply!.AsObject().Select(pair => pair.Key));
        }

        await rest.AnswersAsync("POST /_open/auth", """{"email":"nobody@x","password":"demo"}""", 401, """{"code":401,"error":true,"errorMessage":"Wrong credentials","errorNum":401}""", authorization: "");
        await rest.AnswersAsync("POST /_open/auth", """{"email":"root@demo.local","password":"no"}""", 401, """{"code":401,"error":true,"errorMessage":"Wrong credentials","errorNum":401}""", authorization: "");
        Assert.Equal(400, (await rest.CallAsync("POST /_open/auth", "not json", authorization: "")).Status);
        Assert.Equal(401, (await rest.CallAsync($"GET /_fabric/_system/_api/streams?Authorization=apikey%20{Development.ApiKey}", authorization: "")).Status);
        Assert.Equal(200, (await rest.CallAsync("GET /_fabric/_system/_api/streams", authorization: $"APIKEY {Development.ApiKey}")).Status);
    }

    [Fact]
    public async Task A_token_is_good_for_twelve_hours()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await StreamServer.StartAsync(new ServerOptions(), time, CancellationToken.None);
        using var http = new HttpClient { BaseAddress = new Uri(server.Url) };
        using var body = new StringContent($$"""{"email":"{{Development.Email}}","password":"{{Development.Password}}"}""");
        var answer = await http.PostAsync(new Uri("/_open/auth", UriKind.Relative), body);
        var token = (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["jwt"]!;
        http.DefaultRequestHeaders.Authorization = new("bearer", token);
        var claims = JsonNode.Parse(Convert.FromBase64String(Padded(token.Split('.')[1])))!;
        Assert.Equal(("demo", "demo", "root", "macrometa"), ((string)claims["tenant"]!, (string)claims["sub"]!, (string)claims["preferred_username"]!, (string)claims["iss"]!));
        Assert.Equal(time.GetUtcNow().AddHours(12).ToUnixTimeSeconds(), (long)claims["exp"]!);
        Assert.Equal("HS256", (string)JsonNode.Parse(Convert.FromBase64String(Padded(token.Split('.')[0])))!["alg"]!);
        time.Advance(TimeSpan.FromHours(12) - TimeSpan.FromSeconds(1));
        Assert.Equal(200, (int)(await http.GetAsync(new Uri("/_api/user", UriKind.Relative))).StatusCode);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(401, (int)(await http.GetAsync(new Uri("/_api/user", UriKind.Relative))).StatusCode);

        static string Padded(string part) => part.Replace('-', '+').Replace('_', '/').PadRight((part.Length + 3) / 4 * 4, '=');
    }

    [Fact]
    public async Task Users_are_managed()
    {
        const string NotFound = """{"code":404,"error":true,"errorMessage":"user not found","errorNum":1703}""";
        var (status, created) = await rest.CallAsync("POST /_api/user", """{"email": "test_user_user_1@macrometa.com", "passwd": "Sdk@123456##", "displayName": "test_user_user_1", "active": true, "extra": {"foo": "bar"}}""");
        Assert.Equal(201, status);
        var user = (string)created!["user"]!;
        created.AsObject().Remove("user");
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"active":true,"code":201,"displayName":"test_user_user_1","email":"test_user_user_1@macrometa.com","error":false,"extra":{"foo":"bar"},"tenant":"demo"}"""),
            created));
        await rest.AnswersAsync("POST /_api/user", """{"email": "test_user_user_1@macrometa.com", "passwd": "x"}""", 409, """{"code":409,"error":true,"errorMessage":"duplicate email address","errorNum":100012}""");
        Assert.Equal(200, (await rest.CallAsync("POST /_open/auth", """{"email":"TEST_user_user_1@macrometa.com","password":"Sdk@123456##"}""", authorization: "")).Status);

        var (_, patched) = await rest.CallAsync($"PATCH /_api/user/{user}", """{"passwd": "other", "active": false, "extra": {"bar": "baz"}}""");
        Assert.Equal((false, "baz"), ((bool)patched!["active"]!, (string)patched["extra"]!["bar"]!));
        Assert.Equal(401, (await rest.CallAsync("POST /_open/auth", """{"email":"test_user_user_1@macrometa.com","password":"other"}""", authorization: "")).Status);
        await rest.AnswersAsync($"DELETE /_api/user/{user}", null, 202, """{"error":false,"code":202}""");
        await rest.AnswersAsync($"GET /_api/user/{user}", null, 404, NotFound);
        await rest.AnswersAsync("PATCH /_api/user/nobody", "{}", 404, NotFound);
    }

    [Fact]
    public async Task An_e_mail_address_may_be_changed_to_one_that_is_free()
    {
        var (_, created) = await rest.CallAsync("POST /_api/user", """{"email": "before@x", "passwd": "p"}""");
        await rest.CallAsync("POST /_api/user", """{"email": "taken@x", "passwd": "p"}""");
        var user = (string)created!["user"]!;
        await rest.AnswersAsync($"PATCH /_api/user/{user}", """{"email": "TAKEN@x"}""", 409, """{"code":409,"error":true,"errorMessage":"duplicate email address","errorNum":100012}""");
        Assert.Equal(400, (await rest.CallAsync($"PATCH /_api/user/{user}", """{"email": "no address"}""")).Status);
        Assert.Equal("after@x", (string)(await rest.CallAsync($"PATCH /_api/user/{user}", """{"email": "after@x"}""")).Body!["email"]!);
        Assert.Equal("After@x", (string)(await rest.CallAsync($"PATCH /_api/user/{user}", """{"email": "After@x"}""")).Body!["email"]!);
        Assert.Equal(200, (await rest.CallAsync("POST /_open/auth", """{"email":"after@x","password":"p"}""", authorization: "")).Status);
        Assert.Equal(401, (await rest.CallAsync("POST /_open/auth", """{"email":"before@x","password":"p"}""", authorization: "")).Status);
        Assert.Equal(201, (await rest.CallAsync("POST /_api/user", """{"email": "before@x", "passwd": "p"}""")).Status);
    }

    [Fact]
    public async Task A_removed_users_token_opens_nothing()
    {
        var (_, created) = await rest.CallAsync("POST /_api/user", """{"email": "gone@x", "passwd": "p"}""");
        var (_, reply) = await rest.CallAsync("POST /_open/auth", """{"email":"gone@x","password":"p"}""", authorization: "");
        var bearer = "bearer " + (string)reply!["jwt"]!;
        Assert.Equal(200, (await rest.CallAsync("GET /_api/user", authorization: bearer)).Status);
        await rest.CallAsync($"DELETE /_api/user/{(string)created!["user"]!}");
        Assert.Equal(401, (await rest.CallAsync("GET /_api/user", authorization: bearer)).Status);
    }

    [Fact]
    public async Task Permissions_on_streams_are_kept_and_enforced()
    {
        var (_, created) = await rest.CallAsync("POST /_api/key", """{"keyid": "restricted"}""");
        var key = "apikey " + (string)created!["key"]!;
        await rest.CallAsync("POST /_fabric/_system/_api/streams/guarded?global=True");
        const string Grant = "/_fabric/_system/_api/key/restricted/database/_system/stream/c8globals.guarded";
        await rest.AnswersAsync("GET " + Grant, null, 200, """{"error":false,"code":200,"result":"rw"}""");

        await rest.AnswersAsync("PUT " + Grant, """{"grant":"ro"}""", 200, """{"error":false,"code":200,"result":{"c8globals.guarded":"ro"}}""");
        await rest.AnswersAsync("GET /_api/key/restricted/database/_system/stream?full=False", null, 200, """{"error":false,"code":200,"result":{"c8globals.guarded":"ro"}}""");
        Assert.Equal(403, (await rest.CallAsync("POST /_fabric/_system/_api/streams/c8globals.guarded/publish", "x", key)).Status);
        Assert.Equal(403, (await rest.CallAsync("DELETE /_fabric/_system/_api/streams/c8globals.guarded", null, key)).Status);
        await using var session = await GdnSession.ConnectAsync(new GdnSessionOptions { Url = new Uri(rest.Server.Url), Credential = GdnCredential.ApiKey(key[7..]) });
        var stream = Protocol.StreamName.Create("guarded", Protocol.StreamScope.Global);
        Assert.Equal(Protocol.GdnErrorCode.Forbidden, (await Assert.ThrowsAsync<Protocol.GdnException>(() => session.CreateProducerAsync(stream))).Code);
        await (await session.SubscribeAsync(stream, "s")).DisposeAsync();

        await rest.CallAsync("PUT " + Grant, """{"grant":"wo"}""");
        Assert.Equal(202, (await rest.CallAsync("POST /_fabric/_system/_api/streams/c8globals.guarded/publish", "x", key)).Status);
        Assert.Equal(Protocol.GdnErrorCode.Forbidden, (await Assert.ThrowsAsync<Protocol.GdnException>(() => session.SubscribeAsync(stream, "s"))).Code);

        await rest.CallAsync("PUT " + Grant, """{"grant":"none"}""");
        Assert.Equal(403, (await rest.CallAsync("POST /_fabric/_system/_api/streams/c8globals.guarded/publish", "x", key)).Status);
        await rest.AnswersAsync("DELETE " + Grant, null, 202, """{"error":false,"code":202}""");
        Assert.Equal(202, (await rest.CallAsync("POST /_fabric/_system/_api/streams/c8globals.guarded/publish", "x", key)).Status);
        Assert.Equal(400, (await rest.CallAsync("PUT " + Grant, """{"grant":"everything"}""")).Status);
    }

    [Theory]
    [InlineData("/_api/user")]
    [InlineData("/_admin/user")]
    [InlineData("/_fabric/_system/_api/user")]
    [InlineData("/_fabric/_system/_admin/user")]
    [InlineData("/_tenant/demo/_fabric/_system/_admin/user")]
    public async Task Permissions_of_a_user_are_kept_and_enforced_under_every_path(string users)
    {
        var email = $"{Guid.NewGuid():N}@x";
        var (_, created) = await rest.CallAsync("POST /_api/user", $$"""{"email": "{{email}}", "passwd": "p"}""");
        var (_, reply) = await rest.CallAsync("POST /_open/auth", $$"""{"email":"{{email}}","password":"p"}""", authorization: "");
        var bearer = "bearer " + (string)reply!["jwt"]!;
        const string Stream = "/_fabric/_system/_api/streams/c8globals.watched";
        await rest.CallAsync("POST /_fabric/_system/_api/streams/watched?global=True");
        var grant = $"{users}/{(string)created!["user"]!}/database/_system/stream/c8globals.watched";
        await using var session = await GdnSession.ConnectAsync(new GdnSessionOptions { Url = new Uri(rest.Server.Url), Credential = GdnCredential.Password(email, "p") });
        var stream = Protocol.StreamName.Create("watched", Protocol.StreamScope.Global);
        foreach (var (given, publish, clear, stats) in new[] { ("rw", 202, 200, 200), ("ro", 403, 403, 200), ("wo", 202, 403, 200), ("none", 403, 403, 403) })
        {
            await rest.AnswersAsync("PUT " + grant, $$"""{"grant":"{{given}}"}""", 200, $$"""{"error":false,"code":200,"result":{"c8globals.watched":"{{given}}"} }""");
            await rest.AnswersAsync("GET " + grant, null, 200, $$"""{"error":false,"code":200,"result":"{{given}}"}""");
            Assert.Equal(publish, (await rest.CallAsync($"POST {Stream}/publish", "x", bearer)).Status);
            Assert.Equal(clear, (await rest.CallAsync($"POST {Stream}/expiry/0", null, bearer)).Status);
            foreach (var look in new[] { "stats", "backlog", "subscriptions", "presence", "retention", "compaction" })
            {
                Assert.Equal(stats, (await rest.CallAsync($"GET {Stream}/{look}", null, bearer)).Status);
            }

            Assert.Equal(given == "rw" ? 200 : 403, (await rest.CallAsync($"POST {Stream}/terminate", null, given == "rw" ? null : bearer)).Status);
            Assert.Equal(given != "none", (await rest.CallAsync("GET /_fabric/_system/_api/streams", null, bearer)).Body!["result"]!.AsArray().Any(item => (string)item!["topic"]! == stream.Topic));
            await CheckSocketsAsync(given);
            if (given == "rw")
            {
                await rest.CallAsync($"DELETE {Stream}?force=true");
                await rest.CallAsync("POST /_fabric/_system/_api/streams/watched?global=True");
            }
        }

        await rest.AnswersAsync("DELETE " + grant, null, 202, """{"error":false,"code":202}""");
        await rest.AnswersAsync("GET " + grant, null, 200, """{"error":false,"code":200,"result":"rw"}""");

        async Task CheckSocketsAsync(string given)
        {
            var (mayWrite, mayRead) = (given is "wo", given is "rw" or "ro");
            if (given != "rw")
            {
                Assert.Equal(mayWrite, await OpensAsync(async () => await session.CreateProducerAsync(stream)));
            }

            Assert.Equal(mayRead, await OpensAsync(async () => await session.SubscribeAsync(stream, "s")));
            Assert.Equal(mayRead, await OpensAsync(async () => await session.CreateReaderAsync(stream)));
        }
    }

    private static async Task<bool> OpensAsync(Func<Task<IAsyncDisposable>> open)
    {
        try
        {
            await (await open()).DisposeAsync();
            return true;
        }
        catch (Protocol.GdnException e) when (e.Code == Protocol.GdnErrorCode.Forbidden)
        {
            return false;
        }
    }

    [Fact]
    public async Task A_consumer_sends_dead_letters_only_where_its_user_may_write()
    {
        var (_, created) = await rest.CallAsync("POST /_api/key", """{"keyid": "mourner"}""");
        await rest.CallAsync("POST /_fabric/_system/_api/streams/graves?global=True");
        await rest.CallAsync("PUT /_api/key/mourner/database/_system/stream/c8globals.graves", """{"grant":"ro"}""");
        await using var session = await GdnSession.ConnectAsync(new GdnSessionOptions { Url = new Uri(rest.Server.Url), Credential = GdnCredential.ApiKey((string)created!["key"]!) });
        var stream = await session.Streams.CreateAsync(Protocol.StreamName.Create("dying", Protocol.StreamScope.Global));
        foreach (var (topic, may) in new[] { ("graves", false), ("persistent://other/c8global._system/c8globals.x", false), ("other-graves", true) })
        {
            var options = new ConsumerOptions { Type = Protocol.SubscriptionType.Shared, MaxRedeliverCount = 1, DeadLetterTopic = topic };
            Assert.Equal(may, await OpensAsync(async () => await session.SubscribeAsync(stream, "s", options)));
        }
    }

    [Fact]
    public async Task Permissions_of_the_unknown_are_refused_as_GDN_does()
    {
        const string NoUser = """{"code":404,"error":true,"errorMessage":"user not found","errorNum":1703}""";
        const string NoStream = """{"code":404,"error":true,"errorMessage":"stream not found","errorNum":100016}""";
        await rest.AnswersAsync("GET /_api/user/nobody/database?full=False", null, 404, NoUser);
        await rest.AnswersAsync("GET /_admin/user/nobody/database/_system", null, 404, NoUser);
        await rest.AnswersAsync("PUT /_api/user/nobody/database/_system", """{"grant": "rw"}""", 404, NoUser);
        await rest.AnswersAsync("GET /_api/user/nobody/database/_system/stream?full=False", null, 404, NoUser);
        await rest.AnswersAsync("PUT /_api/user/nobody/database/_system/stream/c8globals.nowhere", """{"grant": "rw"}""", 404, NoStream);
        await rest.AnswersAsync("DELETE /_api/user/nobody/database/_system/stream/c8globals.nowhere", null, 404, NoStream);
        await rest.AnswersAsync("GET /_api/key/nobody/database/_system/stream", null, 404, """{"code":404,"error":true,"errorMessage":"invalid api key id","errorNum":100015}""");
    }
}
