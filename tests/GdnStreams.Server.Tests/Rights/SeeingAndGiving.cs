using GdnStreams.Engine;
using GdnStreams.Server.SignIn;
using GdnStreams.Server.Store;

namespace GdnStreams.Server.Tests.Rights;

/// <summary>Who sees whom, who administrates, and what one tenant costs another.</summary>
public sealed class SeeingAndGiving(Cast cast) : IClassFixture<Cast>
{
    [Fact]
    public async Task Who_is_no_administrator_sees_themselves_and_their_keys_only()
    {
        var (user, bearer) = await cast.AddAsync("loner", "none");
        await cast.Rest.CallAsync("POST /_api/key", """{"keyid":"loners"}""", bearer);
        Assert.Equal(["loner@cast"], (await cast.Rest.CallAsync("GET /_api/user", null, bearer)).Body!["result"]!.AsArray().Select(item => (string)item!["email"]!));
        Assert.Equal(["loners"], (await cast.Rest.CallAsync("GET /_api/key", null, bearer)).Body!["result"]!.AsArray().Select(item => (string)item!["keyid"]!));
        Assert.Equal(200, (await cast.Rest.CallAsync($"GET /_api/user/{user}/database", null, bearer)).Status);
        Assert.Equal(403, (await cast.Rest.CallAsync("GET /_api/user/root/database", null, bearer)).Status);
        Assert.Equal(403, (await cast.Rest.CallAsync("GET /_api/user/nobody", null, bearer)).Status);
        Assert.Equal(403, (await cast.Rest.CallAsync("GET /_api/key/targetskey", null, bearer)).Status);
        Assert.Equal(403, (await cast.Rest.CallAsync("GET /_fabric/_system/_api/database/current", null, bearer)).Status);
        Assert.Empty((await cast.Rest.CallAsync("GET /_api/database/user", null, bearer)).Body!["result"]!.AsArray());
    }

    [Fact]
    public async Task Nobody_is_shown_the_hash_of_a_key()
    {
        var (_, created) = await cast.Rest.CallAsync("POST /_api/key", """{"keyid":"hashed"}""");
        var secret = ((string)created!["key"]!).Split('.')[^1];
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret)));
        Assert.DoesNotContain(hash, (await cast.Rest.CallAsync("GET /_api/key/hashed")).Body!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_administrator_makes_another_and_the_last_one_stays()
    {
        var (user, bearer) = await cast.AddAsync("deputy", null);
        Assert.Equal(403, (await cast.Rest.CallAsync("POST /_api/user", """{"email":"d1@cast","passwd":"p"}""", bearer)).Status);
        Assert.True((bool)(await cast.Rest.CallAsync($"PATCH /_api/user/{user}", """{"administrator":true}""")).Body!["administrator"]!);
        Assert.Equal(201, (await cast.Rest.CallAsync("POST /_api/user", """{"email":"d1@cast","passwd":"p"}""", bearer)).Status);

        // A key without restrictions is as strong as its owner, one with any administrates nothing.
        var key = "apikey " + (string)(await cast.Rest.CallAsync("POST /_api/key", """{"keyid":"deputys"}""", bearer)).Body!["key"]!;
        Assert.Equal(201, (await cast.Rest.CallAsync("POST /_api/user", """{"email":"d2@cast","passwd":"p"}""", key)).Status);
        await cast.Rest.CallAsync("PUT /_api/key/deputys/database/_system/stream/c8globals.stage", """{"grant":"ro"}""");
        Assert.Equal(403, (await cast.Rest.CallAsync("POST /_api/user", """{"email":"d3@cast","passwd":"p"}""", key)).Status);
        Assert.Equal(403, (await cast.Rest.CallAsync("POST /_api/key", """{"keyid":"stronger"}""", key)).Status);

        Assert.Equal(200, (await cast.Rest.CallAsync($"PATCH /_api/user/{user}", """{"administrator":false}""")).Status);
        Assert.Equal(403, (await cast.Rest.CallAsync("PATCH /_api/user/root", """{"administrator":false}""")).Status);
        Assert.Equal(403, (await cast.Rest.CallAsync("DELETE /_api/user/root")).Status);
    }

    [Fact]
    public async Task The_spot_region_is_each_tenants_own()
    {
        Assert.Equal(200, (await cast.Rest.CallAsync("PUT /datacenter/local/true")).Status);
        Assert.True((bool)(await cast.Rest.CallAsync("GET /datacenter/local")).Body!["spot_region"]!);
        Assert.False((bool)(await cast.Rest.CallAsync("GET /datacenter/local", null, cast.Headers["other"])).Body!["spot_region"]!);
    }

    [Fact]
    public async Task An_unknown_path_with_a_dot_is_told_as_any_other() =>
        Assert.Equal(404, (int)(await cast.Rest.CallAsync("GET /_fabric/_system/_api/streams/name.with.dot")).Body!["code"]!);

    [Fact]
    public async Task A_store_of_an_earlier_version_keeps_its_root_as_administrator()
    {
        await using var store = SqliteStore.Open(null);
        IDocumentStore documents = store.Documents;
        foreach (var (tenant, user) in new[] { ("a", "root"), ("a", "ann"), ("b", "bea"), ("b", "bob") })
        {
            var grants = user == "bob" ? """{"Fabrics":{"_system":"ro"},"Streams":{}}""" : """{"Fabrics":{},"Streams":{}}""";
            await documents.PutDocumentAsync("user", $"{user}@{tenant}", $$"""{"Tenant":"{{tenant}}","User":"{{user}}","Email":"{{user}}@{{tenant}}","Salt":"","Hash":"","Active":true,"Extra":{},"Grants":{{grants}}}""", CancellationToken.None);
        }

        var users = (await Accounts.OpenAsync(documents, TimeProvider.System, CancellationToken.None)).Users;
        Assert.Equal(["bea@b", "root@a"], (await users.ListAsync(CancellationToken.None)).Where(user => user.Administrator).Select(user => user.Email).Order());
        Assert.Equal("ann@a", (await users.GetAsync("a", "ann", CancellationToken.None)).Email);
    }
}
