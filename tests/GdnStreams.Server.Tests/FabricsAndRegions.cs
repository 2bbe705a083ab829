namespace GdnStreams.Server.Tests;

/// <summary>Answers without comment are those recorded from GDN, with our names.</summary>
public sealed class FabricsAndRegions(Rest rest) : IClassFixture<Rest>
{
    [Fact]
    public async Task A_fabric_is_created_described_and_deleted_with_its_streams()
    {
        await rest.AnswersAsync("POST /_fabric/_system/_api/database", """{"name":"test_fabric_1","users":["root"],"options":{"dcList":"","spotDc":""}}""", 201, """{"error":false,"code":201,"result":true}""");
        Assert.Equal(409, (await rest.CallAsync("POST /_fabric/_system/_api/database", """{"name":"test_fabric_1"}""")).Status);
        await rest.AnswersAsync(
            "GET /_fabric/test_fabric_1/_api/database/current",
            null,
            200,
            """{"error":false,"code":200,"result":{"name":"test_fabric_1","options":{"dcList":"local","spotDc":"","status":"available","tenant":"demo","name":"demo.test_fabric_1","realTime":true,"clusters":["local"],"associated_regions":["local"],"dynamo_local_tables":false,"metadata":null},"isSystem":false}}""");
        await rest.AnswersAsync("PUT /_fabric/test_fabric_1/_api/database/metadata", """{"metadata": {"foo": "bar", "n": 1}}""", 201, """{"error":false,"code":201,"result":true}""");
        await rest.AnswersAsync("PATCH /_fabric/test_fabric_1/_api/database/metadata", """{"metadata": {"foo": "baz"}}""", 201, """{"error":false,"code":201,"result":true}""");
        var (_, metadata) = await rest.CallAsync("GET /_fabric/test_fabric_1/_api/database/metadata");
        Assert.Equal(("baz", 1), ((string)metadata!["result"]!["options"]!["metadata"]!["foo"]!, (int)metadata["result"]!["options"]!["metadata"]!["n"]!));

        Assert.Equal(202, (await rest.CallAsync("POST /_fabric/test_fabric_1/streams/s?global=false")).Status);
        Assert.Contains("test_fabric_1", (await rest.CallAsync("GET /_fabric/_system/_api/database")).Body!["result"]!.AsArray().Select(name => (string)name!));
        await rest.AnswersAsync("DELETE /_fabric/_system/_api/database/test_fabric_1", null, 200, """{"error":false,"code":200,"result":true}""");
        await rest.AnswersAsync("GET /_fabric/test_fabric_1/_api/streams", null, 404, """{"code":404,"error":true,"errorMessage":"database not found","errorNum":1228}""");

        await rest.CallAsync("POST /_fabric/_system/_api/database", """{"name":"test_fabric_1"}""");
        await rest.AnswersAsync("GET /_fabric/test_fabric_1/_api/streams", null, 200, """{"error":false,"code":200,"result":[]}""");
        await rest.CallAsync("DELETE /_fabric/_system/_api/database/test_fabric_1");
    }

    [Fact]
    public async Task Fabrics_are_managed_from_the_system_fabric_which_stays()
    {
        await rest.CallAsync("POST /_fabric/_system/_api/database", """{"name":"other"}""");
        var (status, body) = await rest.CallAsync("POST /_fabric/other/_api/database", """{"name":"more"}""");
        Assert.Equal((403, 1230), (status, (int)body!["errorNum"]!));
        Assert.Equal(403, (await rest.CallAsync("DELETE /_fabric/_system/_api/database/_system")).Status);
        Assert.Equal(400, (await rest.CallAsync("POST /_fabric/_system/_api/database", """{"name":"1 bad"}""")).Status);
        Assert.Equal(400, (await rest.CallAsync("POST /_fabric/_system/_api/database", "[]")).Status);
    }

    [Theory]
    [InlineData("POST /_api/database", """{"name":"line\n"}""")]
    [InlineData("POST /_api/key", """{"keyid":"line\n"}""")]
    [InlineData("POST /_fabric/_system/_api/streams/line%0A", null)]
    public async Task A_name_with_a_line_end_behind_it_is_refused(string call, string? body) => Assert.Equal(400, (await rest.CallAsync(call, body)).Status);

    [Fact]
    public async Task Spot_regions_are_said_and_told()
    {
        await rest.AnswersAsync("PUT /_api/datacenter/local/true", null, 200, """{"result":true}""");
        Assert.True((bool)(await rest.CallAsync("GET /datacenter/local")).Body!["spot_region"]!);
        await rest.AnswersAsync("PUT /_api/datacenter/local/False", null, 200, """{"result":true}""");
        Assert.False((bool)(await rest.CallAsync("GET /datacenter/all")).Body![0]!["spot_region"]!);
        Assert.Equal(400, (await rest.CallAsync("PUT /_api/datacenter/local/maybe")).Status);
        Assert.Equal(404, (await rest.CallAsync("PUT /_api/datacenter/nowhere/true")).Status);

        await rest.CallAsync("POST /_fabric/_system/_api/database", """{"name":"spotty"}""");
        Assert.Equal(200, (await rest.CallAsync("PUT /_tenant/demo/_fabric/spotty/database/local")).Status);
        Assert.Equal("local", (string)(await rest.CallAsync("GET /_fabric/spotty/_api/database/current")).Body!["result"]!["options"]!["spotDc"]!);
        Assert.Equal(404, (await rest.CallAsync("PUT /_tenant/demo/_fabric/spotty/database/nowhere")).Status);
        await rest.CallAsync("DELETE /_fabric/_system/_api/database/spotty");
    }

    [Fact]
    public async Task Limits_and_tenants_are_told_to_who_belongs_there()
    {
        var limits = (await rest.CallAsync("GET /_api/limits/tenant/demo")).Body!["result"]!;
        foreach (var scope in new[] { "streamsGlobal", "streamsLocal" })
        {
            Assert.Equal(
                ["maxBacklogMessageTTLMin", "maxBacklogStorageSizeMB", "maxConsumersCount", "maxDispatchThrottlingRateInByte", "maxProducersCount", "maxStreamsCount", "maxSubscriptionsCount"],
                limits[scope]!.AsObject().Select(pair => pair.Key).Order(StringComparer.Ordinal));
        }

        Assert.Equal("demo", (string)(await rest.CallAsync("GET /_api/tenants")).Body!["result"]![0]!["tenant"]!);
        Assert.Equal(200, (await rest.CallAsync("GET /_api/tenant/demo")).Status);
        Assert.Equal(404, (await rest.CallAsync("GET /_api/tenant/other")).Status);
        Assert.Equal(404, (await rest.CallAsync("GET /_api/limits/tenant/other")).Status);
    }

    [Fact]
    public async Task The_region_tells_where_sockets_are()
    {
        var (_, local) = await rest.CallAsync("GET /datacenter/local");
        Assert.Equal(new Uri(rest.Server.Url).Authority, (string)local!["tags"]!["url"]!);
        await rest.AnswersAsync("GET /datacenter/nowhere", null, 404, """{"code":404,"error":true,"errorMessage":"Datacenter does not exist","errorNum":102024}""");
        Assert.Equal("demo", (string)(await rest.CallAsync("GET /datacenter/_tenant/demo")).Body![0]!["tenant"]!);
        Assert.Single((await rest.CallAsync("GET /datacenter/all")).Body!.AsArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("/_api")]
    [InlineData("/_fabric/_system")]
    [InlineData("/_fabric/_system/_api")]
    [InlineData("/_tenant/demo/_fabric/_system/_api")]
    public async Task Every_prefix_is_optional(string prefix) => Assert.Equal(200, (await rest.CallAsync($"GET {prefix}/streams?unknown=1")).Status);
}
