using System.Collections.Concurrent;
using System.Net.WebSockets;
using GdnStreams.Protocol;

namespace GdnStreams.Client.Tests;

/// <summary>What a caller can know of acknowledgements, for which the wire has no receipt.</summary>
public sealed class AcknowledgementTests
{
    internal const string Question = """{"type":"isEndOfTopic"}""";
    internal const string Answer = """{"endOfTopic":false}""";
    private static readonly StreamName Stream = StreamName.Create("t", StreamScope.Global);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_flush_ends_when_the_server_has_read_what_was_said_before_it()
    {
        var mayAnswer = new TaskCompletionSource<bool>();
        var heard = new List<string?>();
        await using var server = new ScriptedServer(ScriptedServer.Accept(async socket =>
        {
            while (await ScriptedServer.ReadAsync(socket) is { } frame)
            {
                heard.Add(frame);
                if (frame == Question)
                {
                    await mayAnswer.Task;
                    await ScriptedServer.WriteAsync(socket, Answer);
                }
            }
        }));
        await using var session = await server.ConnectAsync();
        await using var consumer = await session.SubscribeAsync(Stream, "s");
        await consumer.FlushAsync().WaitAsync(Patience);
        Assert.Empty(heard);
        await consumer.AcknowledgeAsync([new MessageId("a"), new MessageId("b")]);
        await consumer.NegativeAcknowledgeAsync(new MessageId("c"));
        Assert.Equal(2, consumer.UnconfirmedAcknowledgements);
        var flush = consumer.FlushAsync();
        await ReconnectTests.UntilAsync(() => heard.Count == 4);
        Assert.False(flush.IsCompleted);
        mayAnswer.SetResult(true);
        await flush.WaitAsync(Patience);
        Assert.Equal([Ack("a"), Ack("b"), """{"type":"negativeAcknowledge","messageId":"c"}""", Question], heard);
        Assert.Equal(0, consumer.UnconfirmedAcknowledgements);
    }

    [Fact]
    public async Task Without_a_flush_the_library_asks_by_itself()
    {
        await using var server = new ScriptedServer(ScriptedServer.Accept(AnswerAsync));
        await using var session = await server.ConnectAsync();
        await using var consumer = await session.SubscribeAsync(Stream, "s");
        await consumer.AcknowledgeAsync(new MessageId("a"));
        await ReconnectTests.UntilAsync(() => consumer.UnconfirmedAcknowledgements == 0);
        Assert.Single(server.SocketPaths);
    }

    [Fact]
    public async Task Many_acknowledgements_are_asked_about_before_they_are_too_many_to_keep()
    {
        var questions = 0;
        await using var server = new ScriptedServer(ScriptedServer.Accept(async socket =>
        {
            while (await ScriptedServer.ReadAsync(socket) is { } frame)
            {
                if (frame == Question)
                {
                    questions++;
                    await ScriptedServer.WriteAsync(socket, Answer);
                }
            }
        }));
        await using var session = await server.ConnectAsync(time: new Microsoft.Extensions.Time.Testing.FakeTimeProvider());
        await using var consumer = await session.SubscribeAsync(Stream, "s");
        await consumer.AcknowledgeAsync(Enumerable.Range(0, 5_000).Select(number => new MessageId("m" + number)));
        await ReconnectTests.UntilAsync(() => consumer.UnconfirmedAcknowledgements < 600);
        Assert.InRange(questions, 1, 10);
    }

    [Theory]
    [InlineData(GdnDialect.Gdn, true, 0)]
    [InlineData(GdnDialect.Pulsar, true, 150)]
    [InlineData(GdnDialect.Pulsar, false, 3_000)]
    public async Task The_goodbye_stays_behind_the_proof_of_acknowledgements_which_a_Pulsar_would_lose(GdnDialect dialect, bool answers, int milliseconds)
    {
        var (begin, heard, waited) = (0L, new ConcurrentQueue<string>(), TimeSpan.Zero);
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var server = new ScriptedServer(ScriptedServer.Accept(async socket =>
        {
            while (await ScriptedServer.ReadAsync(socket) is { } frame)
            {
                heard.Enqueue(frame);
                if (frame == Question && answers)
                {
                    begin = time.GetTimestamp();
                    await ScriptedServer.WriteAsync(socket, Answer);
                }
            }

            waited = time.GetElapsedTime(begin);
        }));
        await using var session = await server.ConnectAsync(
            options => options with { Dialect = dialect, Credential = dialect == GdnDialect.Gdn ? options.Credential : GdnCredential.Anonymous }, time);
        var consumer = await session.SubscribeAsync(Stream, "s");
        await consumer.AcknowledgeAsync(new MessageId("a"));
        begin = time.GetTimestamp();
        var end = consumer.DisposeAsync().AsTask();
        await ReconnectTests.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(milliseconds / 30));
            return end.IsCompleted;
        });
        await end;
        Assert.Equal(dialect == GdnDialect.Gdn ? [Ack("a")] : [Ack("a"), Question], heard);
        Assert.True(waited >= TimeSpan.FromMilliseconds(milliseconds), $"the goodbye came after {waited.TotalMilliseconds} ms");
    }

    [Fact]
    public async Task Disposal_confirms_what_the_server_had_read_before_it_answered_the_goodbye()
    {
        await using var server = new ScriptedServer(async request =>
        {
            using var socket = await ScriptedSocket.AcceptAsync(request);
            while (await ScriptedServer.ReadAsync(socket) is not null)
            {
                // It answers no question, and the goodbye.
            }

            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
        });
        await using var session = await server.ConnectAsync();
        var consumer = await session.SubscribeAsync(Stream, "s");
        await consumer.AcknowledgeAsync(new MessageId("a"));
        await consumer.DisposeAsync().AsTask().WaitAsync(Patience);
        Assert.Equal(0, consumer.UnconfirmedAcknowledgements);
        await consumer.FlushAsync().WaitAsync(Patience);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Disposal_tells_how_many_acknowledgements_may_not_have_arrived(bool isBroken)
    {
        var isAcknowledged = new TaskCompletionSource<bool>();
        await using var server = new ScriptedServer(async request =>
        {
            using var socket = await ScriptedSocket.AcceptAsync(request);
            await isAcknowledged.Task;
            if (!isBroken)
            {
                // It leaves by itself: what it read before that nobody knows.
                await socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "", CancellationToken.None);
                await socket.DrainAsync();
            }
        })
        {
            Fallback = ScriptedServer.Refuse(503),
        };
        await using var session = await server.ConnectAsync();
        var consumer = await session.SubscribeAsync(Stream, "s");
        var lost = new ConcurrentQueue<ConnectionStateChangedEventArgs>();
        session.ConnectionChanged += (sender, change) =>
        {
            Assert.Same(consumer, sender);
            lost.Enqueue(change);
        };
        await consumer.AcknowledgeAsync(new MessageId("a"));
        isAcknowledged.SetResult(true);
        await ReconnectTests.UntilAsync(() => consumer.State == ConnectionState.Reconnecting);
        await consumer.AcknowledgeAsync(new MessageId("b"));
        Assert.Equal(ConnectionState.Reconnecting, session.State);
        Assert.NotNull(consumer.Interruption);
        Assert.Equal(GdnErrorCode.ConnectionLost, lost.First().Reason!.Code);
        await consumer.DisposeAsync().AsTask().WaitAsync(Patience);
        Assert.Equal(2, consumer.UnconfirmedAcknowledgements);
        Assert.Null(consumer.Interruption);
        var error = await Assert.ThrowsAsync<GdnException>(() => consumer.FlushAsync().WaitAsync(Patience));
        Assert.Equal(GdnErrorCode.Closed, error.Code);
        Assert.Contains("2 acknowledgements", error.Message, StringComparison.Ordinal);
        Assert.Equal(GdnErrorCode.Closed, (await Assert.ThrowsAsync<GdnException>(() => consumer.AcknowledgeAsync(new MessageId("late")).AsTask())).Code);
        Assert.Equal(2, consumer.UnconfirmedAcknowledgements);
    }

    [Fact]
    public async Task An_end_for_good_tells_a_flush_how_many_and_why()
    {
        var isAcknowledged = new TaskCompletionSource<bool>();
        await using var server = new ScriptedServer(async request =>
        {
            using var socket = await ScriptedSocket.AcceptAsync(request);
            await isAcknowledged.Task;
        });
        await using var session = await server.ConnectAsync(options => options with { ReconnectTimeout = TimeSpan.Zero });
        await using var consumer = await session.SubscribeAsync(Stream, "s");
        await consumer.AcknowledgeAsync(new MessageId("a"));
        var flush = consumer.FlushAsync();
        isAcknowledged.SetResult(true);
        var error = await Assert.ThrowsAsync<GdnException>(() => flush.WaitAsync(Patience));
        Assert.Equal(GdnErrorCode.ConnectionLost, error.Code);
        Assert.Contains("1 acknowledgements", error.Message, StringComparison.Ordinal);
        Assert.Equal((1, ConnectionState.Closed, GdnErrorCode.ConnectionLost), (consumer.UnconfirmedAcknowledgements, consumer.State, consumer.Interruption!.Code));
    }

    [Fact]
    public async Task A_flush_needs_nobody_who_receives()
    {
        await using var server = new ScriptedServer(ScriptedServer.Accept(async socket =>
        {
            await DeliverAsync(socket, "a", "b", "c");
            await AnswerAsync(socket);
        }));
        await using var session = await server.ConnectAsync();
        await using var consumer = await session.SubscribeAsync(Stream, "s", new ConsumerOptions { ReceiverQueueSize = 1, MaxBufferedBytes = 1 });
        await consumer.AcknowledgeAsync(new MessageId("z"));
        await consumer.FlushAsync().WaitAsync(Patience);
        foreach (var id in new[] { "a", "b", "c" })
        {
            Assert.Equal(id, (await consumer.ReceiveAsync().AsTask().WaitAsync(Patience)).Id.ToString());
        }
    }

    [Fact]
    public async Task An_unsubscribe_that_nobody_confirmed_is_told()
    {
        await using var server = new ScriptedServer(async request =>
        {
            using var socket = await ScriptedSocket.AcceptAsync(request);
            await ScriptedServer.ReadAsync(socket);
            await socket.CloseOutputAsync(WebSocketCloseStatus.PolicyViolation, "ActiveConsumers", CancellationToken.None);
            await socket.DrainAsync();
        });
        await using var session = await server.ConnectAsync(options => options with { ReconnectTimeout = TimeSpan.Zero });
        var consumer = await session.SubscribeAsync(Stream, "s");
        var error = await Assert.ThrowsAsync<GdnException>(() => consumer.UnsubscribeAsync().WaitAsync(Patience));
        Assert.Equal(GdnErrorCode.ConnectionLost, error.Code);
    }

    internal static async Task AnswerAsync(WebSocket socket)
    {
        while (await ScriptedServer.ReadAsync(socket) is { } frame)
        {
            if (frame == Question)
            {
                await ScriptedServer.WriteAsync(socket, Answer);
            }
        }
    }

    internal static async Task DeliverAsync(WebSocket socket, params string[] ids)
    {
        foreach (var id in ids)
        {
            await ScriptedServer.WriteAsync(socket, $$"""{"messageId":"{{id}}","payload":"aGk=","properties":{},"publishTime":"2026-11-23T16:01:38.967Z"}""");
        }
    }

    internal static string Ack(string id) => $$"""{"messageId":"{{id}}"}""";
}
