using GdnStreams.Protocol;

namespace GdnStreams.Client.Tests;

/// <summary>What the wire says in its own way (numbers for nothing, lists as texts, codes in every body) has one plain shape in this library.</summary>
public sealed class AnswerTests
{
    [Fact]
    public async Task A_fabric_has_a_list_of_regions_and_a_spot_region_or_none()
    {
        await using var server = Answering(
            """{"name":"sales","isSystem":false,"options":{"dcList":"east,west","spotDc":"west","status":"active","tenant":"demo","name":"demo.sales","clusters":["east"]}}""");
        await using var session = await ConnectAsync(server);
        var fabric = await session.Fabrics.GetAsync("sales");
        Assert.Equal(["east", "west"], fabric.Regions);
        Assert.Equal(("sales", "demo", "west", "active", false), (fabric.Name, fabric.Tenant, fabric.SpotRegion, fabric.Status, fabric.IsSystem));

        await using var plain = Answering("""{"name":"_system","isSystem":true,"options":{"dcList":"","spotDc":"","tenant":"demo"}}""");
        await using var other = await ConnectAsync(plain);
        var system = await other.Fabrics.GetAsync();
        Assert.Empty(system.Regions);
        Assert.Equal((null, true), (system.SpotRegion, system.IsSystem));
    }

    [Fact]
    public async Task A_limit_below_zero_is_none()
    {
        await using var server = Answering("""{"streamsGlobal":{"maxStreamsCount":7,"maxBacklogMessageTTLMin":0},"streamsLocal":{"maxStreamsCount":-1}}""");
        await using var session = await ConnectAsync(server);
        var limits = await session.Tenants.GetLimitsAsync();
        Assert.Equal((7L, 0L, null), (limits.GlobalStreams.MaxStreams, limits.GlobalStreams.MaxBacklogAgeInMinutes, limits.GlobalStreams.MaxConsumers));
        Assert.Null(limits.LocalStreams.MaxStreams);
    }

    [Fact]
    public async Task Statistics_have_types_and_times_and_null_for_what_is_not_told()
    {
        await using var server = Answering(
            """
            {"msgInCounter":5,"deduplicationStatus":"Enabled",
             "publishers":[{"producerName":"p","connectedSince":"2026-01-02T03:04:05Z"}],
             "subscriptions":{
               "keys":{"msgBacklog":2,"backlogSize":20,"type":"Key_Shared","activeConsumerName":"","consumers":[{"consumerName":"c","connectedSince":""}]},
               "new":{"type":"None"}}}
            """);
        await using var session = await ConnectAsync(server);
        var stats = await session.Streams.GetStatsAsync(StreamName.Create("t", StreamScope.Global));
        Assert.Equal((5L, true), (stats.MessagesIn, stats.IsDeduplicated));
        Assert.Equal(("p", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)), (Assert.Single(stats.Producers).Name, stats.Producers[0].ConnectedSince));
        var keys = stats.Subscriptions["keys"];
        Assert.Equal((2L, 20L, SubscriptionType.KeyShared, null), (keys.Backlog, keys.BacklogSize, keys.Type, keys.ActiveConsumer));
        Assert.Equal(("c", null), (Assert.Single(keys.Consumers).Name, keys.Consumers[0].ConnectedSince));
        Assert.Equal((null, null), (stats.Subscriptions["new"].Type, stats.Subscriptions["new"].BacklogSize));
    }

    [Fact]
    public async Task A_backlog_is_counted_by_subscription_and_its_open_ledger_has_no_end()
    {
        await using var server = Answering(
            """
            {"totalMessages":4,"messageBacklog":3,"statGeneratedAt":1000,"cursorDetails":{"s":{"cursorBacklog":3,"cursorLedgerId":9}},
             "dataLedgerDetails":[{"ledgerId":1,"entries":1,"timestamp":500},{"ledgerId":2,"entries":3,"timestamp":0}]}
            """);
        await using var session = await ConnectAsync(server);
        var backlog = await session.Streams.GetBacklogAsync(StreamName.Create("t", StreamScope.Global));
        Assert.Equal(3, Assert.Single(backlog.Subscriptions, pair => pair.Key == "s").Value);
        Assert.Equal([(1L, DateTimeOffset.FromUnixTimeMilliseconds(500)), (2L, (DateTimeOffset?)null)], backlog.Ledgers.Select(ledger => (ledger.Id, ledger.ClosedAt)));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1000), backlog.TakenAt);
    }

    [Fact]
    public async Task A_new_user_says_only_what_differs_from_the_usual()
    {
        await using var server = new ScriptedRest(_ => (201, """{"user":"U1","tenant":"demo","email":"a@b","active":false,"administrator":true,"error":false,"code":201}"""));
        await using var session = await ConnectAsync(server);
        var plain = new NewUser { Email = "a@b", Password = "hidden" };
        await session.Users.CreateAsync(plain);
        var made = await session.Users.CreateAsync(plain with { IsActive = false, IsAdministrator = true });
        Assert.Equal(
            ["""{"email":"a@b","passwd":"hidden"}""", """{"email":"a@b","passwd":"hidden","active":false,"administrator":true}"""], server.Asked.Select(asked => asked.Body));
        Assert.Equal(("U1", "demo", false, true), (made.Name, made.Tenant, made.IsActive, made.IsAdministrator));
        Assert.DoesNotContain("hidden", plain.ToString() + new UserChanges { Password = "hidden" }, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_key_is_told_and_not_printed()
    {
        await using var server = new ScriptedRest(_ => (201, """{"error":false,"code":201,"key":"demo.till.hidden","keyid":"till","tenant":"demo","user":"demo.root"}"""));
        await using var session = await ConnectAsync(server);
        var key = await session.ApiKeys.CreateAsync("till");
        Assert.Equal(("till", "demo.till.hidden", "demo", "demo.root"), (key.Id, key.Key, key.Tenant, key.User));
        Assert.DoesNotContain("hidden", key.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_dialect_is_refused()
    {
        var options = new GdnSessionOptions { Url = new Uri("http://127.0.0.1:1"), Credential = GdnCredential.ApiKey("demo.k.s"), Dialect = (GdnDialect)7 };
        Assert.Contains("7", (await Assert.ThrowsAsync<ArgumentException>(() => GdnSession.ConnectAsync(options))).Message, StringComparison.Ordinal);
    }

    private static ScriptedRest Answering(string result) => new(_ => (200, $$"""{"error":false,"code":200,"result":{{result}}}"""));

    private static Task<GdnSession> ConnectAsync(ScriptedRest server) =>
        GdnSession.ConnectAsync(new GdnSessionOptions { Url = server.Url, Credential = GdnCredential.ApiKey("demo.k.s") });
}
