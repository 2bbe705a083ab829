using System.Text;

namespace GdnStreams.Server.Tests;

public sealed class CursorsAndPolicies(Rest rest) : IClassFixture<Rest>
{
    private const string Ok = """{"error":false,"code":200,"result":"OK"}""";

    [Fact]
    public async Task A_cursor_is_made_skipped_reset_and_looked_behind()
    {
        var stream = await StreamAsync("cursors");
        await rest.AnswersAsync($"PUT {stream}/subscription/s?position=earliest", null, 200, Ok);
        Assert.Equal(409, (await rest.CallAsync($"PUT {stream}/subscriptions/s")).Status);
        var ids = new List<string>();
        for (var i = 1; i <= 5; i++)
        {
            ids.Add((string)(await rest.CallAsync($"POST {stream}/publish", $"m{i}")).Body!["result"]!);
        }

        Assert.Equal(["m1"], await PeekAsync(stream, 1));
        Assert.Equal(["m2", "m3"], await PeekAsync(stream, 2, count: 2));
        await rest.AnswersAsync($"POST {stream}/subscription/s/skip/2", null, 200, Ok);
        Assert.Equal(["m3"], await PeekAsync(stream, 1));
        await rest.AnswersAsync($"POST {stream}/subscription/s/resetcursor", $$"""{"messageId":"{{ids[1]}}"}""", 200, Ok);
        Assert.Equal(["m2"], await PeekAsync(stream, 1));
        await rest.AnswersAsync($"POST {stream}/subscription/s/resetcursor", $$"""{"messageId":"{{ids[3]}}","isExcluded":true}""", 200, Ok);
        Assert.Equal(["m5"], await PeekAsync(stream, 1));
        await rest.AnswersAsync($"POST {stream}/subscription/s/resetcursor/0", null, 200, Ok);
        Assert.Equal(["m1"], await PeekAsync(stream, 1));
        await rest.AnswersAsync($"POST {stream}/subscription/s/skip_all", null, 200, Ok);
        Assert.Empty(await PeekAsync(stream, 1));
        Assert.Equal(ids[4], (string)(await rest.CallAsync($"GET {stream}/lastMessageId")).Body!["result"]!);
    }

    [Fact]
    public async Task Messages_expire_by_age_for_one_subscription_or_all()
    {
        var stream = await StreamAsync("expiry");
        await rest.CallAsync($"PUT {stream}/subscription/s?position=earliest");
        await rest.CallAsync($"POST {stream}/publish", "m");
        await rest.AnswersAsync($"POST {stream}/expiry/3600", null, 200, Ok);
        Assert.Equal(["m"], await PeekAsync(stream, 1));
        await rest.AnswersAsync($"POST {stream}/expiry/0", null, 200, Ok);
        Assert.Empty(await PeekAsync(stream, 1));
        await rest.CallAsync($"POST {stream}/publish", "m");
        await rest.AnswersAsync($"POST {stream}/subscription/s/expireMessages/0", null, 200, Ok);
        Assert.Empty(await PeekAsync(stream, 1));
        Assert.Equal(404, (await rest.CallAsync("POST /_fabric/_system/_api/streams/not-prefixed/expiry/3600")).Status);
    }

    [Fact]
    public async Task The_time_to_live_of_a_fabric_is_a_number()
    {
        await rest.AnswersAsync("GET /_fabric/_system/_api/streams/ttl", null, 200, """{"error":false,"code":200,"result":0}""");
        await rest.AnswersAsync("POST /_fabric/_system/_api/streams/ttl/1000", null, 200, Ok);
        await rest.AnswersAsync("GET /_fabric/_system/_api/streams/ttl?global=False", null, 200, """{"error":false,"code":200,"result":1000}""");
        await rest.AnswersAsync("GET /_fabric/_system/_api/streams/ttl", null, 200, """{"error":false,"code":200,"result":1000}""");
        Assert.Equal(400, (await rest.CallAsync("POST /_fabric/_system/_api/streams/ttl/soon")).Status);
        Assert.Equal(400, (await rest.CallAsync("POST /_fabric/_system/_api/streams/ttl/-1")).Status);
        await rest.CallAsync("POST /_fabric/_system/_api/streams/ttl/0");
    }

    [Fact]
    public async Task Retention_is_a_streams_own_or_its_fabrics()
    {
        var stream = await StreamAsync("retention");
        await rest.AnswersAsync($"GET {stream}/retention", null, 200, """{"error":false,"code":200,"result":{}}""");
        await rest.AnswersAsync($"PUT {stream}/retention", """{"retentionTimeInMinutes":-1,"retentionSizeInMB":10}""", 200, Ok);
        await rest.AnswersAsync($"GET {stream}/retention", null, 200, """{"error":false,"code":200,"result":{"retentionTimeInMinutes":-1,"retentionSizeInMB":10}}""");
        await rest.AnswersAsync("PUT /_fabric/_system/_api/streams/retention", """{"retentionTimeInMinutes":60}""", 200, Ok);
        await rest.AnswersAsync("GET /_fabric/_system/_api/streams/retention", null, 200, """{"error":false,"code":200,"result":{"retentionTimeInMinutes":60}}""");
        Assert.Equal(400, (await rest.CallAsync($"PUT {stream}/retention", """{"retentionTimeInMinutes":-2}""")).Status);
        await rest.CallAsync("PUT /_fabric/_system/_api/streams/retention", "{}");
    }

    [Fact]
    public async Task A_terminated_stream_takes_nothing_more()
    {
        var stream = await StreamAsync("terminated");
        var last = (string)(await rest.CallAsync($"POST {stream}/publish", "m")).Body!["result"]!;
        Assert.Equal(last, (string)(await rest.CallAsync($"POST {stream}/terminate")).Body!["result"]!);
        var (status, refused) = await rest.CallAsync($"POST {stream}/publish", "m");
        Assert.Equal((503, true), (status, (bool)refused!["error"]!));
    }

    [Fact]
    public async Task Compaction_answers_how_many_messages_it_removed()
    {
        var stream = await StreamAsync("compaction");
        await rest.CallAsync($"POST {stream}/publish", "without a key stays");
        await rest.AnswersAsync($"PUT {stream}/compaction", null, 200, """{"error":false,"code":200,"result":0}""");
    }

    [Fact]
    public async Task Nothing_is_limited()
    {
        Assert.Equal(-1, (int)(await rest.CallAsync("GET /_api/limits/tenant/demo")).Body!["result"]!["streamsGlobal"]!["maxStreamsCount"]!);
        Assert.Equal(404, (await rest.CallAsync("GET /_api/limits/tenant/other")).Status);
    }

    private async Task<string> StreamAsync(string name)
    {
        Assert.Equal(202, (await rest.CallAsync($"POST /_fabric/_system/_api/streams/{name}?global=true")).Status);
        return $"/_fabric/_system/_api/streams/c8globals.{name}";
    }

    private async Task<string[]> PeekAsync(string stream, int position, int count = 1)
    {
        var (status, body) = await rest.CallAsync($"GET {stream}/subscription/s/position/{position}?count={count}");
        Assert.Equal(200, status);
        return [.. body!["result"]!.AsArray().Select(message => Encoding.UTF8.GetString(Convert.FromBase64String((string)message!["payload"]!)))];
    }
}
