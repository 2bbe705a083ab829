using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using GdnStreams.Client;
using GdnStreams.Protocol;
using GdnStreams.Server.Pushing;
using Microsoft.AspNetCore.Http;

namespace GdnStreams.Server.Tests.Pushing;

/// <summary>Receivers that fail, hang, redirect, talk without end and come back.</summary>
public sealed class WhenReceiversFail
{
    private static readonly StreamName Graves = StreamName.Create("orders-hook-DLQ", StreamScope.Global);

    [Fact]
    public async Task A_failed_message_is_tried_again_with_growing_waits_and_holds_its_successors_up()
    {
        await using var bench = await PushBench.WithPushAsync();
        bench.Receiver.AnswerWith(500);
        await bench.PublishAsync("1", "2");
        for (var failures = 0; failures < 4; failures++)
        {
            var request = await bench.Receiver.NextAsync();
            Assert.Equal(("1", failures.ToString(CultureInfo.InvariantCulture)), (request.Text, request.Headers["gdn-redelivery-count"]));
            if (failures == 3)
            {
                break;
            }

            if (failures == 2)
            {
                bench.Receiver.AnswerAsync = (_, _) => Task.CompletedTask;
            }

            var whole = Math.Pow(2, failures);
            Assert.InRange((await bench.SkipWaitAsync()).TotalSeconds, whole / 2, whole);
        }

        Assert.Equal("2", (await bench.Receiver.NextAsync()).Text);
        var push = await bench.UntilAsync(push => (long)push["backlog"]! == 0);
        Assert.Equal((2, 3, 0, "It answered 500."), ((int)push["delivered"]!, (int)push["failed"]!, (int)push["deadLettered"]!, (string)push["lastError"]!));
        Assert.Equal("Delivering", (string)push["state"]!);
    }

    [Fact]
    public async Task After_the_last_attempt_a_message_is_a_dead_letter_that_says_why_and_the_next_has_its_turn()
    {
        await using var bench = await PushBench.WithPushAsync(""","maxAttempts":2""");
        bench.Receiver.AnswerAsync = (context, request) =>
        {
            context.Response.StatusCode = request.Text == "bad" ? 422 : 204;
            return Task.CompletedTask;
        };
        await using var producer = await bench.Session.CreateProducerAsync(PushBench.Orders);
        var receipt = await producer.SendAsync(OutgoingMessage.FromText("bad") with { Key = "k", Properties = new Dictionary<string, string> { ["p"] = "v" } });
        await producer.SendAsync(OutgoingMessage.FromText("good"));
        Assert.Equal("bad", (await bench.Receiver.NextAsync()).Text);
        await bench.SkipWaitAsync();
        Assert.Equal("bad", (await bench.Receiver.NextAsync()).Text);
        Assert.Equal("good", (await bench.Receiver.NextAsync()).Text);

        await using var reader = await bench.Session.CreateReaderAsync(Graves, new ReaderOptions { StartMessageId = MessageId.Earliest });
        var grave = await reader.ReceiveAsync();
        Assert.Equal(("bad", "k", "v"), (grave.Text, grave.Key, grave.Properties["p"]));
        Assert.Equal(("2", "It answered 422."), (grave.Properties["PUSH_ATTEMPTS"], grave.Properties["PUSH_ERROR"]));
        Assert.Equal("persistent://demo/c8global._system/c8globals.orders", grave.Properties["REAL_TOPIC"]);
        Assert.True(grave.Properties.ContainsKey("ORIGIN_MESSAGE_ID"), receipt.ToString());
        var push = await bench.UntilAsync(push => (long)push["backlog"]! == 0);
        Assert.Equal((1, 2, 1), ((int)push["delivered"]!, (int)push["failed"]!, (int)push["deadLettered"]!));
    }

    [Fact]
    public async Task A_message_whose_dead_letter_cannot_be_stored_stays()
    {
        await using var bench = await PushBench.WithPushAsync(""","maxAttempts":1""");
        await bench.Session.Streams.CreateAsync(Graves);
        await bench.Session.Streams.TerminateAsync(Graves);
        bench.Receiver.AnswerWith(500);
        await bench.PublishAsync("1");
        await bench.Receiver.NextAsync();
        var push = await bench.UntilAsync(push => push["nextAttempt"] is not null);
        Assert.Contains("the dead letter could not be stored", (string)push["lastError"]!, StringComparison.Ordinal);
        Assert.Equal((1, 0), ((int)push["backlog"]!, (int)push["deadLettered"]!));
        bench.Receiver.AnswerAsync = (_, _) => Task.CompletedTask;
        await bench.SkipWaitAsync();
        await bench.UntilAsync(push => (long)push["backlog"]! == 0);
    }

    [Theory]
    [InlineData(429, "100", 100)]
    [InlineData(503, "date", 200)]
    [InlineData(500, "1000000", 3_600)]
    [InlineData(429, "0", null)]
    [InlineData(429, "-5", null)]
    [InlineData(429, "soon", null)]
    public async Task Retry_After_is_honoured_up_to_an_hour(int status, string given, int? seconds)
    {
        await using var bench = await PushBench.WithPushAsync();
        bench.Receiver.AnswerAsync = (context, _) =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = given == "date" ? bench.Time.GetUtcNow().AddSeconds(200).ToString("R", CultureInfo.InvariantCulture) : given;
            return Task.CompletedTask;
        };
        await bench.PublishAsync("1");
        var wait = (await bench.SkipWaitAsync()).TotalSeconds;
        Assert.InRange(wait, (seconds ?? 0.5) - 1, seconds ?? 1.0);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Redirects_are_failures_and_not_followed(int status)
    {
        await using var elsewhere = await Receiver.StartAsync();
        await using var bench = await PushBench.WithPushAsync();
        bench.Receiver.AnswerAsync = (context, _) =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = elsewhere.Url.ToString();
            return Task.CompletedTask;
        };
        await bench.PublishAsync("1");
        var push = await bench.UntilAsync(push => push["lastError"] is not null);
        Assert.StartsWith($"It answered {status}. Redirects are not followed", (string)push["lastError"]!, StringComparison.Ordinal);
        Assert.Equal(0, elsewhere.Waiting);
    }

    [Fact]
    public async Task A_receiver_that_hangs_is_given_up_after_the_time_limit_and_holds_no_other_push_up()
    {
        await using var bench = await PushBench.WithPushAsync(""","timeoutInSeconds":7""");
        await bench.Session.Subscriptions.CreateAsync(PushBench.Orders, "other");
        await using var other = await Receiver.StartAsync();
        Assert.Equal(201, (await bench.CallAsync("POST /_fabric/_system/_api/gdnstreams/pushes/c8globals.orders/other", $$"""{"url":"{{other.Url}}"}""")).Status);
        bench.Receiver.AnswerAsync = (_, _) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, bench.Receiver.Ending);
        await bench.PublishAsync("1", "2");
        await bench.Receiver.NextAsync();
        Assert.Equal("1", (await other.NextAsync()).Text);
        Assert.Equal("2", (await other.NextAsync()).Text);
        bench.Receiver.AnswerAsync = (_, _) => Task.CompletedTask;
        bench.Time.Advance(TimeSpan.FromSeconds(7.1));
        var push = await bench.UntilAsync(push => push["lastError"] is not null);
        Assert.Equal("There was no answer within 7 s.", (string)push["lastError"]!);
        await bench.SkipWaitAsync();
        await bench.UntilAsync(push => (long)push["backlog"]! == 0);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n", "X: y\r\n", "larger than 16 KiB")]
    [InlineData("", "220 mail.example ESMTP\r\n", "does not speak HTTP")]
    [InlineData("HTTP/1.1 200 O", "", "broke before the answer")]
    public async Task Answers_that_are_none_are_failures(string first, string again, string says)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var bench = await PushBench.StartAsync();
        var answering = AnswerAsync();
        Assert.Equal(201, (await bench.CallAsync("POST " + PushBench.One, $$"""{"url":"http://{{listener.LocalEndpoint}}/"}""")).Status);
        await bench.PublishAsync("1");
        var push = await bench.UntilAsync(push => push["lastError"] is not null);
        Assert.Contains(says, (string)push["lastError"]!, StringComparison.Ordinal);
        await answering;

        async Task AnswerAsync()
        {
            using var socket = await listener.AcceptSocketAsync();
            await socket.ReceiveAsync(new byte[1]);
            try
            {
                await socket.SendAsync(Encoding.ASCII.GetBytes(first));
                for (var i = 0; again.Length > 0 && i < 100_000; i++)
                {
                    await socket.SendAsync(Encoding.ASCII.GetBytes(again));
                }
            }
            catch (SocketException)
            {
                // It had enough.
            }
        }
    }

    [Fact]
    public async Task A_receiver_that_was_away_gets_everything_in_order_when_it_is_back()
    {
        await using var bench = await PushBench.WithPushAsync();
        var port = bench.Receiver.Url.Port;
        await bench.Receiver.DisposeAsync();
        await bench.PublishAsync("1", "2", "3");
        await bench.SkipWaitAsync();
        var push = await bench.UntilAsync(push => (int)push["failed"]! == 2 && push["nextAttempt"] is not null); // Not the first attempt any more.
        Assert.StartsWith("The connection failed", (string)push["lastError"]!, StringComparison.Ordinal);
        bench.Receiver = await Receiver.StartAsync(port);
        await bench.SkipWaitAsync();
        foreach (var text in new[] { "1", "2", "3" })
        {
            Assert.Equal(text, (await bench.Receiver.NextAsync()).Text);
        }
    }

    [Fact]
    public async Task What_waits_for_its_next_attempt_can_be_skipped_or_taken_by_others()
    {
        await using var bench = await PushBench.WithPushAsync();
        bench.Receiver.AnswerWith(500);
        await bench.PublishAsync("poison", "2");
        await bench.Receiver.NextAsync();
        await bench.UntilAsync(push => push["nextAttempt"] is not null);
        bench.Receiver.AnswerAsync = (_, _) => Task.CompletedTask;
        await bench.Session.Subscriptions.SkipAsync(PushBench.Orders, "hook", 1);
        bench.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("2", (await bench.Receiver.NextAsync()).Text);
    }

    [Fact]
    public void Waits_grow_to_five_minutes_and_the_last_half_of_each_is_chance()
    {
        Assert.Equal(TimeSpan.FromSeconds(0.5), PushBackoff.Wait(1, null, 0));
        Assert.Equal(TimeSpan.FromSeconds(1), PushBackoff.Wait(1, null, 1));
        Assert.Equal(TimeSpan.FromSeconds(96), PushBackoff.Wait(8, null, 0.5));
        Assert.Equal(TimeSpan.FromMinutes(5), PushBackoff.Wait(10, null, 1));
        Assert.Equal(TimeSpan.FromMinutes(5), PushBackoff.Wait(int.MaxValue, TimeSpan.FromMinutes(4), 1));
        Assert.Equal(TimeSpan.FromMinutes(6), PushBackoff.Wait(int.MaxValue, TimeSpan.FromMinutes(6), 1));
    }
}
