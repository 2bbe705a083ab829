using System.Globalization;
using System.Text;
using System.Web;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Tests.Pushing;

/// <summary>What a receiver gets.</summary>
public sealed class DeliveringMessages
{
    private const string Secret = "a secret of more than 16 bytes";

    [Fact]
    public async Task Each_message_is_one_signed_request_with_its_parts_in_headers()
    {
        await using var bench = await PushBench.WithPushAsync($$""","secret":"{{Secret}}" """);
        await using var producer = await bench.Session.CreateProducerAsync(PushBench.Orders);
        var eventTime = new DateTimeOffset(2026, 2, 3, 4, 5, 6, 789, TimeSpan.Zero);
        var receipt = await producer.SendAsync(OutgoingMessage.FromText("""{"order":1}""") with
        {
            Key = "k 1/ü",
            Properties = new Dictionary<string, string> { ["b"] = "2 & 3", ["a\r\nx: y"] = "ä\r\ngdn-key: forged" },
            EventTime = eventTime,
        });

        var request = await bench.Receiver.NextAsync();
        Assert.Equal(("POST", "/in?code=abc", """{"order":1}"""), (request.Method, request.Target, request.Text));
        Assert.True(request.IsSignedWith(Encoding.UTF8.GetBytes(Secret)));
        Assert.Equal(receipt.ToString(), request.Id);
        Assert.Equal(bench.Time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), request.Headers["webhook-timestamp"]);
        Assert.Equal("application/json", request.Headers["content-type"]);
        Assert.Equal("c8globals.orders", request.Headers["gdn-stream"]);
        Assert.Equal("hook", request.Headers["gdn-subscription"]);
        Assert.Equal("0", request.Headers["gdn-redelivery-count"]);
        Assert.Equal("2026-02-03T04:05:06.789Z", request.Headers["gdn-event-time"]);
        Assert.Equal(bench.Time.GetUtcNow().ToUnixTimeMilliseconds(), DateTimeOffset.Parse(request.Headers["gdn-publish-time"], CultureInfo.InvariantCulture).ToUnixTimeMilliseconds());
        Assert.Equal("k 1/ü", Uri.UnescapeDataString(request.Headers["gdn-key"]));
        Assert.Equal("a%0D%0Ax%3A%20y=%C3%A4%0D%0Agdn-key%3A%20forged&b=2%20%26%203", request.Headers["gdn-properties"]);
        Assert.Equal("2 & 3", HttpUtility.ParseQueryString(request.Headers["gdn-properties"])["b"]);
        var push = await bench.UntilAsync(push => (long)push["backlog"]! == 0);
        Assert.Equal((1, 0), ((int)push["delivered"]!, (int)push["failed"]!));
    }

    [Fact]
    public async Task Messages_come_in_order_one_at_a_time_and_are_not_sent_again()
    {
        await using var bench = await PushBench.WithPushAsync();
        var (open, most) = (0, 0);
        bench.Receiver.AnswerAsync = async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref open));
            await Task.Yield();
            Interlocked.Decrement(ref open);
        };
        var texts = Enumerable.Range(0, 50).Select(i => $"{i}").ToArray();
        await bench.PublishAsync(texts);
        var requests = new List<ReceivedPush>();
        while (requests.Count < texts.Length)
        {
            requests.Add(await bench.Receiver.NextAsync());
        }

        Assert.Equal(texts, requests.Select(request => request.Text));
        Assert.Equal(texts.Length, requests.Select(request => request.Id).Distinct().Count());
        Assert.All(requests, request => Assert.False(request.Headers.ContainsKey("webhook-signature")));
        Assert.Equal(1, most);
        await bench.UntilAsync(push => (long)push["backlog"]! == 0);
        Assert.Equal(0, bench.Receiver.Waiting);
    }

    [Theory]
    [InlineData("""[1, 2] """, "application/json")]
    [InlineData("12", "text/plain; charset=utf-8")]
    [InlineData("""{"a":1}{""", "text/plain; charset=utf-8")]
    [InlineData("", "text/plain; charset=utf-8")]
    [InlineData(null, "application/octet-stream")]
    public async Task The_content_type_is_what_the_payload_is(string? text, string type)
    {
        await using var bench = await PushBench.WithPushAsync();
        await using var producer = await bench.Session.CreateProducerAsync(PushBench.Orders);
        await producer.SendAsync(text is null ? new OutgoingMessage { Payload = new byte[] { 0xFF, 0 } } : OutgoingMessage.FromText(text));
        Assert.Equal(type, (await bench.Receiver.NextAsync()).Headers["content-type"]);
    }

    [Fact]
    public async Task A_key_or_properties_that_are_too_long_for_a_header_are_left_out_and_named()
    {
        await using var bench = await PushBench.WithPushAsync();
        await using var producer = await bench.Session.CreateProducerAsync(PushBench.Orders);
        await producer.SendAsync(OutgoingMessage.FromText("1") with { Key = new string('k', 1_024), Properties = new Dictionary<string, string> { ["p"] = new string('v', 4_094) } });
        await producer.SendAsync(OutgoingMessage.FromText("2") with { Key = new string('k', 1_025), Properties = new Dictionary<string, string> { ["p"] = new string('v', 4_095) } });
        var fits = await bench.Receiver.NextAsync();
        Assert.Equal((1_024, 4_096, false), (fits.Headers["gdn-key"].Length, fits.Headers["gdn-properties"].Length, fits.Headers.ContainsKey("gdn-omitted")));
        var tooLong = await bench.Receiver.NextAsync();
        Assert.Equal("key, properties", tooLong.Headers["gdn-omitted"]);
        Assert.False(tooLong.Headers.ContainsKey("gdn-key") || tooLong.Headers.ContainsKey("gdn-properties"));
    }

    [Fact]
    public async Task A_secret_of_Standard_Webhooks_is_the_bytes_behind_its_prefix()
    {
        var key = Enumerable.Range(0, 24).Select(i => (byte)(i * 11)).ToArray();
        await using var bench = await PushBench.WithPushAsync($$""","secret":"whsec_{{Convert.ToBase64String(key)}}" """);
        await bench.PublishAsync("x");
        Assert.True((await bench.Receiver.NextAsync()).IsSignedWith(key));
        Assert.Equal(200, (await bench.CallAsync("PATCH " + PushBench.One, """{"secret":""}""")).Status);
        await bench.PublishAsync("y");
        Assert.False((await bench.Receiver.NextAsync()).Headers.ContainsKey("webhook-signature"));
    }

    [Fact]
    public async Task A_delayed_message_waits_for_its_time()
    {
        await using var bench = await PushBench.WithPushAsync();
        await using var producer = await bench.Session.CreateProducerAsync(PushBench.Orders);
        await producer.SendAsync(OutgoingMessage.FromText("later") with { DeliverAfter = TimeSpan.FromMinutes(5) });
        await producer.SendAsync(OutgoingMessage.FromText("now"));
        Assert.Equal("now", (await bench.Receiver.NextAsync()).Text);
        await bench.UntilAsync(push => (int)push["delivered"]! == 1); // Or the clock would run out for its answer, too.
        bench.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal("later", (await bench.Receiver.NextAsync()).Text);
    }

    [Fact]
    public async Task Requests_keep_to_the_rate()
    {
        await using var bench = await PushBench.WithPushAsync(""","ratePerSecond":0.1""");
        await bench.PublishAsync("1", "2", "3");
        Assert.Equal("1", (await bench.Receiver.NextAsync()).Text);
        foreach (var text in new[] { "2", "3" })
        {
            var push = await bench.UntilAsync(push => push["nextAttempt"] is not null);
            Assert.Equal(10, ((DateTimeOffset)push["nextAttempt"]! - bench.Time.GetUtcNow()).TotalSeconds, 1);
            Assert.Equal(0, bench.Receiver.Waiting);
            bench.Time.Advance(TimeSpan.FromSeconds(10.1));
            Assert.Equal(text, (await bench.Receiver.NextAsync()).Text);
        }
    }

    [Fact]
    public async Task A_message_of_five_megabytes_arrives_whole_and_gives_its_memory_back()
    {
        await using var bench = await PushBench.WithPushAsync();
        var large = new string('x', ProtocolLimits.MaxPublishBytes);
        Assert.Equal(202, (await bench.CallAsync("POST /_fabric/_system/_api/streams/c8globals.orders/publish", large)).Status);
        Assert.Equal(large.Length, (await bench.Receiver.NextAsync()).Body.Length);
        await bench.UntilAsync(push => (long)push["backlog"]! == 0);
        await PushBench.UntilAsync(() => Task.FromResult(bench.Server.Memory().Used == 0));
    }
}
