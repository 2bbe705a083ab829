using System.Net;
using System.Net.Http.Headers;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Tests.Pushing;

/// <summary>Making, changing, pausing, trying and ending pushes over REST.</summary>
public sealed class ManagingPushes
{
    private const string All = "/_fabric/_system/_api/gdnstreams/pushes";

    [Fact]
    public async Task A_push_is_shown_without_its_secret_and_the_query_of_its_address()
    {
        await using var bench = await PushBench.WithPushAsync(""","secret":"pl4nted-pl4nted-pl4nted","ratePerSecond":2.5,"timeoutInSeconds":9,"maxAttempts":3,"deadLetterTopic":"graves" """);
        var push = await bench.PushAsync();
        Assert.Equal($"{bench.Receiver.Url}in?...", (string)push["url"]!);
        Assert.Equal(("c8globals.orders", "hook", true, true), ((string)push["topic"]!, (string)push["subscription"]!, (bool)push["signed"]!, (bool)push["active"]!));
        Assert.Equal((2.5, 9, 3, "c8globals.graves"), ((double)push["ratePerSecond"]!, (int)push["timeoutInSeconds"]!, (int)push["maxAttempts"]!, (string)push["deadLetterTopic"]!));
        var list = (await bench.CallAsync("GET " + All)).Body!["result"]!.AsArray();
        Assert.Single(list);
        Assert.DoesNotContain("pl4nted", list.ToJsonString() + push.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("code=abc", list.ToJsonString() + push.ToJsonString(), StringComparison.Ordinal);
        var stats = await bench.Session.Streams.GetStatsAsync(PushBench.Orders);
        Assert.Equal("push", Assert.Single(stats.Subscriptions["hook"].Consumers).Name);
    }

    [Theory]
    [InlineData("{}", "'url'")]
    [InlineData("""{"url":""}""", "'url'")]
    [InlineData("""{"url":"http://hooks.example.com/"}""", "neither https")]
    [InlineData("""{"url":"https://a.example/","secret":"short"}""", "secret")]
    [InlineData("""{"url":"https://a.example/","secret":"whsec_no Base64 at all"}""", "secret")]
    [InlineData("""{"url":"https://a.example/","secret":"whsec_AAAA"}""", "secret")]
    [InlineData("""{"url":"https://a.example/","maxAttempts":0}""", "1 to 1000")]
    [InlineData("""{"url":"https://a.example/","maxAttempts":1001}""", "1 to 1000")]
    [InlineData("""{"url":"https://a.example/","ratePerSecond":0.001}""", "0.01 to 1000")]
    [InlineData("""{"url":"https://a.example/","ratePerSecond":-1}""", "0.01 to 1000")]
    [InlineData("""{"url":"https://a.example/","ratePerSecond":1001}""", "0.01 to 1000")]
    [InlineData("""{"url":"https://a.example/","timeoutInSeconds":0}""", "1 to 300")]
    [InlineData("""{"url":"https://a.example/","timeoutInSeconds":301}""", "1 to 300")]
    [InlineData("""{"url":"https://a.example/","deadLetterTopic":"no such name!"}""", "stream name")]
    [InlineData("""{"url":"https://a.example/","deadLetterTopic":"orders"}""", "come from")]
    [InlineData("""{"url":"https://a.example/","deadLetterTopic":"c8globals.orders"}""", "come from")]
    public async Task What_cannot_be_a_push_is_refused_with_what_is_allowed(string body, string says)
    {
        await using var bench = await PushBench.StartAsync();
        await bench.RefusesAsync(400, says, "POST " + PushBench.One, body);
        Assert.Empty((await bench.CallAsync("GET " + All)).Body!["result"]!.AsArray());
    }

    [Fact]
    public async Task A_push_needs_a_durable_subscription_and_is_its_only_one()
    {
        await using var bench = await PushBench.WithPushAsync();
        await bench.RefusesAsync(409, "has a push already", "POST " + PushBench.One, bench.Body());
        await bench.RefusesAsync(404, "no durable subscription", $"POST {All}/c8globals.orders/nobody", bench.Body());
        await bench.RefusesAsync(404, "nowhere", $"POST {All}/c8globals.nowhere/hook", bench.Body());
        foreach (var request in new[] { "GET ", "DELETE ", "PATCH " })
        {
            await bench.RefusesAsync(404, "has no push", $"{request}{All}/c8globals.orders/other", request == "PATCH " ? "{}" : null);
        }

        await bench.RefusesAsync(404, "has no push", $"POST {All}/c8globals.orders/other/test");
        Assert.Equal(404, (await bench.CallAsync("GET /_fabric/none/_api/gdnstreams/pushes")).Status);
    }

    [Fact]
    public async Task A_tenant_has_as_many_pushes_as_the_server_allows()
    {
        await using var bench = await PushBench.WithPushAsync(options: new ServerOptions { MaxPushes = 1 });
        await bench.Session.Subscriptions.CreateAsync(PushBench.Orders, "other");
        await bench.RefusesAsync(429, "--max-pushes", $"POST {All}/c8globals.orders/other", bench.Body());
    }

    [Fact]
    public async Task Dead_letters_need_a_stream_where_the_server_creates_none()
    {
        await using var bench = await PushBench.StartAsync(new ServerOptions { CreatesStreams = false });
        await bench.RefusesAsync(404, "orders-hook-DLQ", "POST " + PushBench.One, bench.Body());
        await bench.Session.Streams.CreateAsync(StreamName.Create("orders-hook-DLQ", StreamScope.Global));
        Assert.Equal(201, (await bench.CallAsync("POST " + PushBench.One, bench.Body())).Status);
    }

    [Fact]
    public async Task A_change_counts_at_once_and_leaves_the_rest_as_it_was()
    {
        await using var bench = await PushBench.WithPushAsync(""","maxAttempts":5,"secret":"a secret of some length","ratePerSecond":1000""");
        bench.Receiver.AnswerWith(500);
        await bench.PublishAsync("1");
        await bench.Receiver.NextAsync();
        await bench.UntilAsync(push => push["nextAttempt"] is not null);
        await using var other = await Receiver.StartAsync();
        var (_, changed) = await bench.CallAsync("PATCH " + PushBench.One, $$"""{"url":"{{other.Url}}elsewhere","ratePerSecond":0}""");
        Assert.Equal((5, true, null), ((int)changed!["result"]!["maxAttempts"]!, (bool)changed["result"]!["signed"]!, (double?)changed["result"]!["ratePerSecond"]));

        // Without the clock going on: nobody who has mended it wants to wait for the next attempt.
        Assert.Equal("/elsewhere", (await other.NextAsync()).Target);
        await bench.RefusesAsync(400, "not public", "PATCH " + PushBench.One, """{"url":"https://10.0.0.1/"}""");
        Assert.Equal($"{other.Url}elsewhere", (string)(await bench.PushAsync())["url"]!);
    }

    [Fact]
    public async Task A_paused_push_lets_go_of_its_subscription_and_goes_on_where_it_was()
    {
        await using var bench = await PushBench.WithPushAsync();
        Assert.Equal("Paused", (string)(await bench.CallAsync("PATCH " + PushBench.One, """{"active":false}""")).Body!["result"]!["state"]!);
        await bench.PublishAsync("1", "2");
        await using (var consumer = await bench.Session.SubscribeAsync(PushBench.Orders, "hook"))
        {
            var first = await consumer.ReceiveAsync();
            Assert.Equal("1", first.Text);
            await consumer.AcknowledgeAsync(first.Id);
            await consumer.FlushAsync();

            // Somebody else has it: the push waits until they leave.
            Assert.Equal(200, (await bench.CallAsync("PATCH " + PushBench.One, """{"active":true}""")).Status);
            var push = await bench.UntilAsync(push => (string)push["state"]! == "Blocked");
            Assert.Contains("Exclusive", (string)push["lastError"]!, StringComparison.Ordinal);
            Assert.Equal(0, bench.Receiver.Waiting);
        }

        await PushBench.UntilAsync(async () =>
        {
            bench.Time.Advance(TimeSpan.FromMinutes(5));
            return (long)(await bench.PushAsync())["backlog"]! == 0;
        });
        Assert.Equal("2", (await bench.Receiver.NextAsync()).Text);
    }

    [Fact]
    public async Task An_ended_push_delivers_no_more_and_leaves_the_subscription()
    {
        await using var bench = await PushBench.WithPushAsync();
        Assert.Equal(200, (await bench.CallAsync("DELETE " + PushBench.One)).Status);
        await bench.RefusesAsync(404, "has no push", "GET " + PushBench.One);
        await bench.PublishAsync("1");
        Assert.Equal(1, (await bench.Session.Streams.GetStatsAsync(PushBench.Orders)).Subscriptions["hook"].Backlog);
        Assert.Equal(0, bench.Receiver.Waiting);
    }

    [Theory]
    [InlineData("DELETE /_fabric/_system/_api/streams/c8globals.orders/subscriptions/hook", false)]
    [InlineData("DELETE /_fabric/_system/_api/streams/c8globals.orders/subscriptions/hook", true)]
    [InlineData("DELETE /_fabric/_system/_api/streams/subscription/hook", false)]
    [InlineData("DELETE /_fabric/_system/_api/streams/subscription/hook", true)]
    [InlineData("DELETE /_fabric/_system/_api/streams/c8globals.orders", false)]
    [InlineData("DELETE /_fabric/_system/_api/streams/c8globals.orders?force=true", false)]
    [InlineData("DELETE /_fabric/_system/_api/streams/c8globals.orders", true)]
    public async Task A_push_ends_with_its_subscription_or_stream_whether_it_waits_retries_or_is_paused(string deletion, bool isPaused)
    {
        await using var bench = await PushBench.WithPushAsync(isPaused ? ""","active":false""" : "");
        bench.Receiver.AnswerWith(500);
        await bench.PublishAsync("1");
        if (!isPaused)
        {
            await bench.UntilAsync(push => push["nextAttempt"] is not null);
        }

        Assert.InRange((await bench.CallAsync(deletion)).Status, 200, 202);
        Assert.Empty((await bench.CallAsync("GET " + All)).Body!["result"]!.AsArray());

        // What is made anew under the same names is not pushed.
        await bench.CallAsync("POST /_fabric/_system/_api/streams/orders?global=true");
        await bench.Session.Subscriptions.CreateAsync(PushBench.Orders, "hook");
        await bench.RefusesAsync(404, "has no push", "GET " + PushBench.One);
    }

    [Fact]
    public async Task A_deletion_that_is_refused_leaves_the_push_running()
    {
        await using var bench = await PushBench.WithPushAsync();
        await using (var consumer = await bench.Session.SubscribeAsync(PushBench.Orders, "hook", new ConsumerOptions { Type = SubscriptionType.Shared, ReceiverQueueSize = 1 }))
        {
            await bench.RefusesAsync(412, "", "DELETE /_fabric/_system/_api/streams/c8globals.orders/subscriptions/hook");
            await bench.RefusesAsync(412, "", "DELETE /_fabric/_system/_api/streams/c8globals.orders");
        }

        await bench.PublishAsync("1");
        Assert.Equal("1", (await bench.Receiver.NextAsync()).Text);
    }

    [Fact]
    public async Task A_push_ends_with_its_fabric()
    {
        await using var bench = await PushBench.StartAsync();
        Assert.Equal(201, (await bench.CallAsync("POST /_fabric/_system/_api/database", """{"name":"shop"}""")).Status);
        foreach (var state in new[] { "true", "false" })
        {
            await bench.CallAsync("POST /_fabric/shop/_api/streams/orders?global=false");
            await bench.CallAsync("PUT /_fabric/shop/_api/streams/c8locals.orders/subscriptions/hook");
            Assert.Equal(201, (await bench.CallAsync("POST /_fabric/shop/_api/gdnstreams/pushes/c8locals.orders/hook", bench.Body($$""","active":{{state}}"""))).Status);
            Assert.Empty((await bench.CallAsync("GET " + All)).Body!["result"]!.AsArray());
            Assert.Equal(200, (await bench.CallAsync("DELETE /_fabric/_system/_api/database/shop")).Status);
            Assert.Equal(201, (await bench.CallAsync("POST /_fabric/_system/_api/database", """{"name":"shop"}""")).Status);
            Assert.Empty((await bench.CallAsync("GET /_fabric/shop/_api/gdnstreams/pushes")).Body!["result"]!.AsArray());
        }
    }

    [Fact]
    public async Task A_test_is_one_signed_request_that_touches_no_message()
    {
        await using var bench = await PushBench.WithPushAsync(""","active":false,"secret":"a secret of some length" """);
        await bench.PublishAsync("1");
        var (status, answer) = await bench.CallAsync($"POST {PushBench.One}/test");
        Assert.Equal((200, 200, null), (status, (int)answer!["result"]!["status"]!, (string?)answer["result"]!["error"]));
        var request = await bench.Receiver.NextAsync();
        Assert.True(request.IsSignedWith("a secret of some length"u8.ToArray()));
        Assert.Equal(("true", "application/json"), (request.Headers["gdn-test"], request.Headers["content-type"]));
        Assert.StartsWith("test-", request.Id, StringComparison.Ordinal);
        Assert.Contains("\"type\":\"gdn.push.test\"", request.Text, StringComparison.Ordinal);
        bench.Receiver.AnswerWith(403);
        (_, answer) = await bench.CallAsync($"POST {PushBench.One}/test");
        Assert.Equal((403, "It answered 403."), ((int)answer!["result"]!["status"]!, (string)answer["result"]!["error"]!));
        await bench.Receiver.DisposeAsync();
        (_, answer) = await bench.CallAsync($"POST {PushBench.One}/test");
        Assert.Equal(0, (int)answer!["result"]!["status"]!);
        Assert.Equal((1, 0, 0), ((int)(await bench.PushAsync())["backlog"]!, (int)(await bench.PushAsync())["delivered"]!, (int)(await bench.PushAsync())["failed"]!));
    }

    [Fact]
    public async Task Metrics_count_pushes_requests_and_dead_letters_without_names()
    {
        await using var bench = await PushBench.WithPushAsync(""","maxAttempts":1""");
        await bench.PublishAsync("1");
        await bench.Receiver.NextAsync();
        await bench.UntilAsync(push => (int)push["delivered"]! == 1);
        bench.Receiver.AnswerWith(400);
        await bench.PublishAsync("2");
        await bench.UntilAsync(push => (int)push["deadLettered"]! == 1);
        using var http = new HttpClient { BaseAddress = new Uri(bench.Server.Url) };
        var metrics = await http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        Assert.Contains("\ngdn_pushes{state=\"Delivering\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("\ngdn_push_requests_total{result=\"delivered\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("\ngdn_push_requests_total{result=\"failed\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("\ngdn_push_dead_letters_total 1\n", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("orders", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_administrator_without_a_right_to_the_stream_cannot_read_it_by_a_push()
    {
        await using var bench = await PushBench.StartAsync();
        var (_, user) = await bench.CallAsync("POST /_api/user", """{"email":"ada@x","passwd":"p-ada-1234","administrator":true}""");
        var name = (string)user!["user"]!;
        Assert.Equal(200, (await bench.CallAsync($"PATCH /_api/user/{name}", """{"administrator":true}""")).Status);
        Assert.Equal(200, (await bench.CallAsync($"PUT /_api/user/{name}/database/_system/stream/c8globals.orders", """{"grant":"wo"}""")).Status);
        using var http = new HttpClient { BaseAddress = new Uri(bench.Server.Url) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("basic", Convert.ToBase64String("ada@x:p-ada-1234"u8));
        using var content = new StringContent(bench.Body());
        using var answer = await http.PostAsync(new Uri(PushBench.One, UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }
}
