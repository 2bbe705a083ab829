using System.Net;
using System.Text.Json.Nodes;
using GdnStreams.Client;
using GdnStreams.Protocol;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Tests;

public sealed class StreamsOverRest(Rest rest) : IClassFixture<Rest>
{
    private const string Streams = "/_fabric/_system/_api/streams";

    [Fact]
    public async Task A_stream_is_created_listed_and_deleted_with_the_recorded_answers()
    {
        await rest.AnswersAsync($"POST {Streams}/recorded?global=True", """{"name":"ignored"}""", 202, """{"code":202,"result":{"stream-id":"c8globals.recorded"},"error":false}""");
        await rest.AnswersAsync($"POST {Streams}/c8locals.recorded?global=false", "--boundary, not JSON", 202, """{"code":202,"result":{"stream-id":"c8locals.recorded"},"error":false}""");
        var (status, body) = await rest.CallAsync($"POST {Streams}/recorded?global=TRUE&unknown=1");
        Assert.Equal((409, 1210), (status, (int)body!["errorNum"]!));
        foreach (var (query, topics) in new[] { ("?global=True", new[] { "c8globals.recorded" }), ("?global=FALSE", ["c8locals.recorded"]), ("", ["c8globals.recorded", "c8locals.recorded"]) })
        {
            Assert.Equal(topics, await ListedAsync($"{Streams}{query}"));
        }

        Assert.Equal(["c8locals.recorded"], await ListedAsync($"{Streams}/persistent?local=true"));
        var item = (await rest.CallAsync($"GET {Streams}?global=true")).Body!["result"]!.AsArray().Single(i => (string)i!["topic"]! == "c8globals.recorded")!;
        Assert.Equal(["_id", "_key", "_rev", "db", "local", "tenant", "topic", "type"], item.AsObject().Select(pair => pair.Key).Order(StringComparer.Ordinal));
        Assert.Equal(4, (int)item["type"]!);
        await rest.AnswersAsync($"DELETE {Streams}/c8globals.recorded?force=True", null, 202, """{"code":202,"error":false}""");
        await rest.AnswersAsync($"DELETE {Streams}/c8locals.recorded", null, 202, """{"code":202,"error":false}""");
        Assert.Equal((404, 100016), await RefusedAsync($"DELETE {Streams}/c8locals.recorded"));

        async Task<string[]> ListedAsync(string path) =>
            [.. (await rest.CallAsync("GET " + path)).Body!["result"]!.AsArray().Select(i => (string)i!["topic"]!).Where(topic => topic.EndsWith("recorded", StringComparison.Ordinal))];
    }

    [Fact]
    public async Task A_name_has_letters_digits_and_three_signs_begins_with_a_letter_and_has_at_most_230_characters()
    {
        foreach (var (name, status) in new[]
        {
            (new string('n', 230), 202), (new string('n', 231), 400), ("nAme-1_2.3", 202), ("1name", 400), ("_name", 400), ("-name", 400), ("na%25me", 400), ("na%20me", 400), ("na%2Fme", 400), ("n%C3%A4me", 400), ("name%23", 400),
        })
        {
            Assert.True(status == (await rest.CallAsync($"POST {Streams}/{name}?global=true")).Status, $"{name} is not answered with {status}.");
        }
    }

    [Theory]
    [InlineData("/streams")]
    [InlineData("/_api/streams")]
    [InlineData("/_fabric/_system/streams")]
    [InlineData("/_fabric/_system/_api/streams")]
    [InlineData("/_tenant/demo/streams")]
    [InlineData("/_tenant/demo/_api/streams")]
    [InlineData("/_tenant/demo/_fabric/_system/streams")]
    [InlineData("/_tenant/demo/_fabric/_system/_api/streams")]
    public async Task Every_prefix_may_be_missing(string path) => Assert.Equal(200, (await rest.CallAsync("GET " + path)).Status);

    [Fact]
    public async Task The_tenant_of_a_path_is_that_of_the_credential()
    {
        Assert.Equal((403, 403), await RefusedAsync("GET /_tenant/other/_fabric/_system/_api/streams"));
        Assert.Equal(200, (await rest.CallAsync("GET /_tenant/demo/_fabric/_system/_api/streams", authorization: "Basic " + Base64("root:demo"))).Status);
    }

    [Fact]
    public async Task User_and_password_are_taken_in_every_request()
    {
        Assert.Equal(200, (await rest.CallAsync("GET /_api/user", authorization: "basic " + Base64("root@demo.local:demo"))).Status);
        foreach (var wrong in new[] { Base64("root@demo.local:no"), Base64("nobody@x:demo"), Base64("root:demo"), Base64("nothing"), "***" })
        {
            Assert.Equal(401, (await rest.CallAsync("GET /_api/user", authorization: "Basic " + wrong)).Status);
        }
    }

    [Fact]
    public async Task A_published_body_is_delivered_byte_by_byte_up_to_5_MiB()
    {
        await rest.CallAsync($"POST {Streams}/bytes");
        await using var session = await ConnectAsync();
        await using var consumer = await session.SubscribeAsync(StreamName.Create("bytes", StreamScope.Global), "s");
        using var http = Http();
        byte[] bytes = [0, 0xff, 0xfe, (byte)'"', (byte)'{', 13, 10, 0];
        foreach (var type in new[] { "application/json", "text/plain", null })
        {
            using var content = new ByteArrayContent(bytes);
            content.Headers.ContentType = type is null ? null : new(type);
            using var response = await http.PostAsync(new Uri($"{Streams}/c8globals.bytes/publish", UriKind.Relative), content);
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            var message = await consumer.ReceiveAsync();
            Assert.Equal(bytes, message.Payload.ToArray());
            await consumer.AcknowledgeAsync(message.Id);
        }

        using var largest = new ByteArrayContent(new byte[ProtocolLimits.MaxPublishBytes]);
        using var taken = await http.PostAsync(new Uri($"{Streams}/c8globals.bytes/publish", UriKind.Relative), largest);
        Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
        Assert.Equal(ProtocolLimits.MaxPublishBytes, (await consumer.ReceiveAsync()).Payload.Length);
        using var larger = new ByteArrayContent(new byte[ProtocolLimits.MaxPublishBytes + 1]);
        using var refused = await http.PostAsync(new Uri($"{Streams}/c8globals.bytes/publish", UriKind.Relative), larger);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        Assert.Equal(413, (int)JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["code"]!);
    }

    [Fact]
    public async Task Statistics_backlog_and_presence_tell_who_is_there_and_what_waits()
    {
        await using var session = await ConnectAsync();
        var stream = await session.Streams.CreateAsync(StreamName.Create("told", StreamScope.Global));
        await using var consumer = await session.SubscribeAsync(stream, "s", new ConsumerOptions { ConsumerName = "c" });
        await using var producer = await session.CreateProducerAsync(stream, new ProducerOptions { ProducerName = "p" });
        await producer.SendAsync(OutgoingMessage.FromText("12345"));
        await consumer.ReceiveAsync();

        var stats = (await rest.CallAsync($"GET {Streams}/c8globals.told/stats?subscriptionBacklogSize=True")).Body!["result"]!;
        Assert.Equal((1, 5, 1, 5), ((int)stats["msgInCounter"]!, (int)stats["bytesInCounter"]!, (int)stats["msgOutCounter"]!, (int)stats["backlogSize"]!));
        Assert.Equal("p", (string)stats["publishers"]![0]!["producerName"]!);
        var subscription = stats["subscriptions"]!["s"]!;
        Assert.Matches(@"^/127\.0\.0\.1:\d+$", (string)stats["publishers"]![0]!["address"]!);
        Assert.Matches(@"^/127\.0\.0\.1:\d+$", (string)subscription["consumers"]![0]!["address"]!);
        Assert.Equal((1, 5, 1, "Exclusive", "c"), ((int)subscription["msgBacklog"]!, (int)subscription["backlogSize"]!, (int)subscription["unackedMessages"]!, (string)subscription["type"]!, (string)subscription["activeConsumerName"]!));
        Assert.Equal(-1, (int)(await rest.CallAsync($"GET {Streams}/c8globals.told/stats")).Body!["result"]!["subscriptions"]!["s"]!["backlogSize"]!);

        var backlog = (await rest.CallAsync($"GET {Streams}/c8globals.told/backlog")).Body!["result"]!;
        Assert.Equal((1, 1, 1), ((int)backlog["totalMessages"]!, (int)backlog["messageBacklog"]!, (int)backlog["cursorDetails"]!["s"]!["cursorBacklog"]!));
        Assert.Contains("c8globals.told", (string)backlog["topicName"]!, StringComparison.Ordinal);
        Assert.True((long)backlog["statGeneratedAt"]! > 0);

        var presence = (await rest.CallAsync($"GET {Streams}/c8globals.told/presence")).Body!["result"]!;
        Assert.Equal((1, 1, 1, true), ((int)presence["producerCount"]!, (int)presence["subscriptionCount"]!, (int)presence["consumerCount"]!, (bool)presence["global"]!));
        Assert.Equal("""[{"name":"s","consumerCount":1,"consumerNames":["c"]}]""", presence["regionStats"]!["local"]!["subscriptionStats"]!.ToJsonString());
        var filtered = (await rest.CallAsync($"GET {Streams}/c8globals.told/presence?producerFilter=other&consumerFilter=c,d&subscriptionFilter=s")).Body!["result"]!;
        Assert.Equal((0, 1), ((int)filtered["producerCount"]!, (int)filtered["consumerCount"]!));
    }

    [Fact]
    public async Task A_terminated_stream_is_listed_as_such_and_takes_no_more()
    {
        await rest.CallAsync($"POST {Streams}/ended");
        var last = (string)(await rest.CallAsync($"POST {Streams}/c8globals.ended/publish", "x")).Body!["result"]!;
        Assert.Equal(last, (string)(await rest.CallAsync($"POST {Streams}/c8globals.ended/terminate")).Body!["result"]!);
        var item = (await rest.CallAsync($"GET {Streams}")).Body!["result"]!.AsArray().Single(i => (string)i!["topic"]! == "c8globals.ended")!;
        Assert.True((bool)item["terminated"]!);
        Assert.Equal(503, (await rest.CallAsync($"POST {Streams}/c8globals.ended/publish", "y")).Status);
    }

    [Fact]
    public async Task Compaction_tells_whether_it_ran()
    {
        await rest.CallAsync($"POST {Streams}/compacted");
        await rest.CallAsync($"POST {Streams}/c8globals.compacted/publish", "x");
        await rest.AnswersAsync($"GET {Streams}/c8globals.compacted/compaction", null, 200, """{"error":false,"code":200,"result":{"status":"NOT_RUN","lastError":""}}""");
        await rest.AnswersAsync($"PUT {Streams}/c8globals.compacted/compaction", null, 200, """{"error":false,"code":200,"result":0}""");
        await rest.AnswersAsync($"GET {Streams}/c8globals.compacted/compaction", null, 200, """{"error":false,"code":200,"result":{"status":"SUCCESS","lastError":""}}""");
    }

    [Fact]
    public async Task A_subscription_is_removed_from_one_stream_or_in_both_forms_from_all()
    {
        foreach (var topic in new[] { "c8globals.un1", "c8locals.un2" })
        {
            await rest.CallAsync($"POST {Streams}/{topic}?global={topic.StartsWith("c8globals", StringComparison.Ordinal)}");
            foreach (var subscription in new[] { "one", "legacy", "all", "a%2Fb%20c", "d%252Fe", "f%2525g" })
            {
                Assert.Equal(200, (await rest.CallAsync($"PUT {Streams}/{topic}/subscription/{subscription}")).Status);
            }
        }

        Assert.Equal(["a/b c", "all", "d%2Fe", "f%25g", "legacy", "one"], await NamesAsync("c8globals.un1"));
        await rest.AnswersAsync($"DELETE {Streams}/c8globals.un1/subscriptions/one", null, 200, """{"error":false,"code":200,"result":"OK"}""");
        Assert.Equal((404, 100018), await RefusedAsync($"DELETE {Streams}/c8globals.un1/subscriptions/one"));
        await rest.AnswersAsync($"POST {Streams}/unsubscribe/legacy", null, 200, """{"error":false,"code":200,"result":"OK"}""");
        await rest.AnswersAsync($"DELETE {Streams}/subscription/all", null, 200, """{"error":false,"code":200,"result":"OK"}""");
        await rest.AnswersAsync($"DELETE {Streams}/subscription/f%2525g", null, 200, """{"error":false,"code":200,"result":"OK"}""");
        await rest.AnswersAsync($"DELETE {Streams}/subscription/d%252Fe", null, 200, """{"error":false,"code":200,"result":"OK"}""");
        await rest.AnswersAsync($"DELETE {Streams}/subscription/a%2Fb%20c?global=true", null, 200, """{"error":false,"code":200,"result":"OK"}""");
        Assert.Empty(await NamesAsync("c8globals.un1"));
        Assert.Equal(["a/b c", "one"], await NamesAsync("c8locals.un2"));

        async Task<string[]> NamesAsync(string topic) => [.. (await rest.CallAsync($"GET {Streams}/{topic}/subscriptions")).Body!["result"]!.AsArray().Select(name => (string)name!)];
    }

    [Fact]
    public async Task A_subscription_with_consumers_is_not_removed_from_one_stream()
    {
        await using var session = await ConnectAsync();
        var stream = await session.Streams.CreateAsync(StreamName.Create("busy", StreamScope.Global));
        await using var consumer = await session.SubscribeAsync(stream, "s");
        Assert.Equal((412, 1200), await RefusedAsync($"DELETE {Streams}/c8globals.busy/subscriptions/s"));
        Assert.Equal((412, 1200), await RefusedAsync($"DELETE {Streams}/c8globals.busy"));
        Assert.Equal(202, (await rest.CallAsync($"DELETE {Streams}/c8globals.busy?force=TRUE")).Status);
    }

    [Fact]
    public async Task The_backlog_is_cleared_for_one_subscription_or_all()
    {
        await rest.CallAsync($"POST {Streams}/filled");
        foreach (var subscription in new[] { "one", "two" })
        {
            await rest.CallAsync($"PUT {Streams}/c8globals.filled/subscription/{subscription}");
        }

        await rest.CallAsync($"POST {Streams}/c8globals.filled/publish", "x");
        await rest.AnswersAsync($"POST {Streams}/clearbacklog/%6F%6e%65", null, 200, """{"error":false,"code":200,"result":"OK"}""");
        Assert.Equal((0, 1), await BacklogAsync());
        await rest.AnswersAsync($"POST {Streams}/clearbacklog?global=False", null, 200, """{"error":false,"code":200,"result":"OK"}""");
        Assert.Equal((0, 1), await BacklogAsync());
        await rest.AnswersAsync($"POST {Streams}/clearbacklog", null, 200, """{"error":false,"code":200,"result":"OK"}""");
        Assert.Equal((0, 0), await BacklogAsync());

        async Task<(int One, int Two)> BacklogAsync()
        {
            var cursors = (await rest.CallAsync($"GET {Streams}/c8globals.filled/backlog")).Body!["result"]!["cursorDetails"]!;
            return ((int)cursors["one"]!["cursorBacklog"]!, (int)cursors["two"]!["cursorBacklog"]!);
        }
    }

    [Fact]
    public async Task A_browser_is_told_before_that_it_may()
    {
        using var http = Http();
        using var request = new HttpRequestMessage(HttpMethod.Options, $"{Streams}/x?global=true");
        request.Headers.TryAddWithoutValidation("Origin", "https://elsewhere.example");
        request.Headers.TryAddWithoutValidation("Access-Control-Request-Method", "POST");
        request.Headers.TryAddWithoutValidation("Access-Control-Request-Headers", "authorization,content-type,x-c8-version");
        using var response = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("https://elsewhere.example", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains("authorization, content-type, x-c8-version", response.Headers.GetValues("Access-Control-Allow-Headers").Single(), StringComparison.Ordinal);
        foreach (var method in new[] { "GET", "POST", "PUT", "PATCH", "DELETE" })
        {
            Assert.Contains(method, response.Headers.GetValues("Access-Control-Allow-Methods").Single(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_answer_has_GDNs_headers_and_a_browser_may_see_them()
    {
        using var http = Http();
        foreach (var path in new[] { Streams, "/nowhere", "/healthz" })
        {
            using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal("local", response.Headers.GetValues("x-gdn-region").Single());
            Assert.Matches("^[0-9a-f]{32}$", response.Headers.GetValues("x-gdn-requestid").Single());
            Assert.Matches("^[0-9]+$", response.Headers.GetValues("x-gdn-responsetime").Single());
            Assert.Equal("x-gdn-region, x-gdn-requestid, x-gdn-responsetime", response.Headers.GetValues("Access-Control-Expose-Headers").Single());
        }
    }

    private async Task<(int Status, int Number)> RefusedAsync(string request)
    {
        var (status, body) = await rest.CallAsync(request);
        Assert.Equal(["code", "error", "errorMessage", "errorNum"], body!.AsObject().Select(pair => pair.Key).Order(StringComparer.Ordinal));
        Assert.Equal(status, (int)body["code"]!);
        return (status, (int)body["errorNum"]!);
    }

    private HttpClient Http() => new() { BaseAddress = new Uri(rest.Server.Url), DefaultRequestHeaders = { Authorization = new("apikey", Development.ApiKey) } };

    private Task<GdnSession> ConnectAsync() =>
        GdnSession.ConnectAsync(new GdnSessionOptions { Url = new Uri(rest.Server.Url), Credential = GdnCredential.ApiKey(Development.ApiKey) });

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));
}
