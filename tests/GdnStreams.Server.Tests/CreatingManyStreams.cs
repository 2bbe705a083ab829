using System.Text.Json;
using System.Text.Json.Nodes;
using GdnStreams.Protocol;
using GdnStreams.Server.Tests.Rights;

namespace GdnStreams.Server.Tests;

/// <summary><c>POST /streams</c>: many streams in one request.</summary>
public sealed class CreatingManyStreams(Cast cast) : IClassFixture<Cast>
{
    private const string Request = "POST /_fabric/_system/_api/streams?global=true";

    [Fact]
    public async Task Tells_one_by_one_what_a_call_for_it_alone_would_answer()
    {
        await cast.Rest.CallAsync("POST /_fabric/_system/_api/streams/many-old?global=true");
        string[] names = ["many-a", "many-old", "9bad", "", "c8globals.many-b", "c8locals.many-c", "many d", "many-a", new('n', 231), "many-ä", "many-e"];
        var items = await CreateAsync(Request, names);
        Assert.Equal(["c8globals.many-a", null, null, null, "c8globals.many-b", null, null, null, null, null, "c8globals.many-e"], items.Select(item => (string?)item!["stream-id"]));
        foreach (var (name, item) in names.Zip(items).Where(pair => pair.Second!["stream-id"] is null && pair.First.Length > 0))
        {
            var (status, alone) = await cast.Rest.CallAsync($"POST /_fabric/_system/_api/streams/{Uri.EscapeDataString(name)}?global=true");
            Assert.Equal(status, (int)item!["code"]!);
            Assert.True(JsonNode.DeepEquals(alone, item), $"{name}: {item.ToJsonString()}, alone {alone?.ToJsonString()}");
        }

        Assert.Equal(400, (int)items[3]!["code"]!);
        var (_, listed) = await cast.Rest.CallAsync("GET /_fabric/_system/_api/streams?contains=many-");
        Assert.Equal(["c8globals.many-a", "c8globals.many-b", "c8globals.many-e", "c8globals.many-old"], listed!["result"]!.AsArray().Select(item => (string)item!["topic"]!).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("?global=false", "c8locals.scoped")]
    [InlineData("?global=true", "c8globals.scoped")]
    [InlineData("", "c8globals.scoped2")]
    public async Task They_have_the_scope_of_the_query(string query, string topic)
    {
        var items = await CreateAsync("POST /_fabric/_system/_api/streams" + query, [topic.Split('.')[1]]);
        Assert.Equal(topic, (string?)items.Single()!["stream-id"]);
    }

    [Fact]
    public async Task Each_needs_the_right_on_it()
    {
        var (user, bearer) = await cast.AddAsync("gardener", "ro");

        // A grant outlives its stream.
        await cast.Rest.CallAsync("POST /_fabric/_system/_api/streams/bed-2");
        Assert.Equal(200, (await cast.Rest.CallAsync($"PUT /_api/user/{user}/database/_system/stream/c8globals.bed-2", """{"grant":"rw"}""")).Status);
        await cast.Rest.CallAsync("DELETE /_fabric/_system/_api/streams/c8globals.bed-2");
        var items = await CreateAsync(Request, ["bed-1", "bed-2", "bed-3"], bearer);
        Assert.Equal([403, null, 403], items.Select(item => (int?)item!["code"]));
        Assert.All(await CreateAsync(Request, ["bed-1", "bed-3"], cast.Headers["none"]), item => Assert.Equal(403, (int?)item!["code"]));
        Assert.Equal(401, (await cast.Rest.CallAsync(Request, """["bed-1"]""", authorization: "")).Status);
        var (_, listed) = await cast.Rest.CallAsync("GET /_fabric/_system/_api/streams?contains=bed-");
        Assert.Equal("c8globals.bed-2", (string?)listed!["result"]!.AsArray().Single()!["topic"]);
    }

    [Theory]
    [InlineData("{}", 400)]
    [InlineData("", 400)]
    [InlineData("null", 400)]
    [InlineData("[1]", 400)]
    [InlineData("""["never",""", 400)]
    [InlineData("""[["never"]]""", 400)]
    public async Task What_is_no_list_of_names_is_refused_as_a_whole(string body, int status)
    {
        Assert.Equal(status, (await cast.Rest.CallAsync(Request, body)).Status);
        await cast.Rest.AnswersAsync("GET /_fabric/_system/_api/streams?contains=never", null, 200, """{"error":false,"code":200,"result":[]}""");
    }

    [Fact]
    public async Task A_name_that_is_none_fails_alone()
    {
        var (_, answer) = await cast.Rest.CallAsync(Request, """["nullable", null]""");
        Assert.Equal([null, 400], answer!["result"]!.AsArray().Select(item => (int?)item!["code"]));
    }

    [Fact]
    public async Task One_request_takes_a_thousand_names_of_the_longest_kind_and_no_more()
    {
        string[] names = [.. Enumerable.Range(0, ProtocolLimits.MaxStreamsOfRequest + 1).Select(i => $"long{i:0000}".PadRight(ProtocolLimits.MaxStreamNameLength, 'x'))];
        var (status, answer) = await cast.Rest.CallAsync(Request, JsonSerializer.Serialize(names));
        Assert.Equal(400, status);
        Assert.Contains("1000", (string?)answer!["errorMessage"], StringComparison.Ordinal);
        Assert.All(await CreateAsync(Request, names[..^1]), item => Assert.NotNull(item!["stream-id"]));
        Assert.Empty(await CreateAsync(Request, []));
    }

    [Fact]
    public async Task A_megabyte_of_names_is_refused_before_it_is_read_as_such() =>
        Assert.Equal(413, (await cast.Rest.CallAsync(Request, JsonSerializer.Serialize(Enumerable.Repeat(new string('m', 1000), 1024)))).Status);

    [Fact]
    public async Task A_fabric_that_does_not_exist_has_none() =>
        Assert.Equal(404, (await cast.Rest.CallAsync("POST /_fabric/nowhere/_api/streams", """["a"]""")).Status);

    [Fact]
    public async Task Two_requests_for_the_same_names_create_each_once()
    {
        for (var round = 0; round < 5; round++)
        {
            string[] names = [.. Enumerable.Range(0, 300).Select(i => $"twin{round}-{i}")];
            var both = await Task.WhenAll(CreateAsync(Request, names), CreateAsync(Request, [.. names.Reverse()]));
            var second = both[1].Reverse().ToArray();
            Assert.All(Enumerable.Range(0, 300), i => Assert.Equal(409, (int?)both[0][i]!["code"] ?? (int?)second[i]!["code"]));
            Assert.Equal(300, both.SelectMany(items => items).Count(item => item!["stream-id"] is not null));
        }
    }

    private async Task<JsonNode?[]> CreateAsync(string request, string[] names, string? authorization = null)
    {
        var (status, answer) = await cast.Rest.CallAsync(request, JsonSerializer.Serialize(names), authorization);
        Assert.Equal(202, status);
        return [.. answer!["result"]!.AsArray()];
    }
}
