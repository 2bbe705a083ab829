using System.Collections.Concurrent;
using System.Net.WebSockets;
using GdnStreams.Protocol;

namespace GdnStreams.Client.Tests;

/// <summary>What a caller can know of acknowledgements, for which the wire has no receipt.</summary>
public sealed class AcknowledgementTests
{
    private const string Question = """{"type":"isEndOfTopic"}""";
    private const string Answer = """{"endOfTopic":false}""";
    private static readonly StreamName Stream = StreamName.Create("t", StreamScope.Global);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AWhile = TimeSpan.FromMilliseconds(200);

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
    public async Task What_a_broken_socket_may_not_have_delivered_is_written_again_and_what_comes_again_for_it_is_dropped()
    {
        var second = new ConcurrentQueue<string>();
        await using var server = new ScriptedServer(
            async request =>
            {
                // It reads two acknowledgements, proves the first of them, and breaks.
                using var socket = await ScriptedSocket.AcceptAsync(request);
                await DeliverAsync(socket, "a", "b", "c");
                foreach (var awaited in new[] { Ack("a"), Question, Ack("b"), """{"type":"negativeAcknowledge","messageId":"c"}""" })
                {
                    Assert.Equal(awaited, await ScriptedServer.ReadAsync(socket));
                    if (awaited == Question)
                    {
                        await ScriptedServer.WriteAsync(socket, Answer);
                    }
                }
            },
            ScriptedServer.Accept(async socket =>
            {
                // It delivers again all that it did not save.
                await DeliverAsync(socket, "b", "c", "d");
                while (await ScriptedServer.ReadAsync(socket) is { } frame)
                {
                    second.Enqueue(frame);
                    if (frame == Question)
                    {
                        await ScriptedServer.WriteAsync(socket, Answer);
                    }
                }
            }));
        await using var session = await server.ConnectAsync();
        await using var consumer = await session.SubscribeAsync(Stream, "s");
        foreach (var id in new[] { "a", "b", "c" })
        {
            Assert.Equal(id, (await consumer.ReceiveAsync().AsTask().WaitAsync(Patience)).Id.ToString());
        }

        await consumer.AcknowledgeAsync(new MessageId("a"));
        await consumer.FlushAsync().WaitAsync(Patience);
        await consumer.AcknowledgeAsync(new MessageId("b"));
        await consumer.NegativeAcknowledgeAsync(new MessageId("c"));
        Assert.Equal("c", (await consumer.ReceiveAsync().AsTask().WaitAsync(Patience)).Id.ToString());
        Assert.Equal("d", (await consumer.ReceiveAsync().AsTask().WaitAsync(Patience)).Id.ToString());
        await consumer.FlushAsync().WaitAsync(Patience);

        // Not "a", which is proven, and not what was given back: the subscription has it back with the socket.
        Assert.Equal([Ack("b"), Question], second);
        Assert.Equal(0, consumer.UnconfirmedAcknowledgements);
    }

    [Fact]
    public async Task A_flush_outlives_a_broken_socket()
    {
        await using var server = new ScriptedServer(
            async request =>
            {
                using var socket = await ScriptedSocket.AcceptAsync(request);
                await ScriptedServer.ReadAsync(socket);
                await ScriptedServer.ReadAsync(socket);
            },
            ScriptedServer.Accept(AnswerAsync));
        await using var session = await server.ConnectAsync();
        await using var consumer = await session.SubscribeAsync(Stream, "s");
        await consumer.AcknowledgeAsync(new MessageId("a"));
        await consumer.FlushAsync().WaitAsync(Patience);
        Assert.Equal(2, server.SocketPaths.Count);
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
    public async Task Nobody_waits_for_the_end_of_a_topic_on_a_connection_that_is_gone()
    {
        await using var server = new ScriptedServer(async request =>
        {
            using var socket = await ScriptedSocket.AcceptAsync(request);
            await DeliverAsync(socket, "a");
        });
        await using var session = await server.ConnectAsync(options => options with { ReconnectTimeout = TimeSpan.Zero });
        await using var reader = await session.CreateReaderAsync(Stream, new ReaderOptions { StartMessageId = MessageId.Earliest });
        await ReconnectTests.UntilAsync(() => reader.State == ConnectionState.Closed);

        // The message still lies there; the answer will never come.
        var error = await Assert.ThrowsAsync<GdnException>(() => reader.IsEndOfTopicAsync().WaitAsync(Patience));
        Assert.Equal(GdnErrorCode.ConnectionLost, error.Code);
        Assert.True(reader.TryReceive(out _));
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

    [Fact]
    public async Task What_lies_in_the_buffer_of_a_lost_socket_is_not_handed_out()
    {
        var isReceived = new TaskCompletionSource<bool>();
        var mayOpen = new TaskCompletionSource<bool>();
        await using var server = new ScriptedServer(
            async request =>
            {
                using var socket = await ScriptedSocket.AcceptAsync(request);
                await DeliverAsync(socket, "a", "b", "c");
                await isReceived.Task;
            },
            async request =>
            {
                await mayOpen.Task;
                await ScriptedServer.Accept(async socket =>
                {
                    await DeliverAsync(socket, "b", "c");
                    await AnswerAsync(socket);
                })(request);
            });
        await using var session = await server.ConnectAsync();
        await using var many = await session.SubscribeAsync([Stream], "s");
        var consumer = many.Consumers[0];
        Assert.Equal("a", (await many.ReceiveAsync().AsTask().WaitAsync(Patience)).Id.ToString());
        await ReconnectTests.UntilAsync(() => consumer.Feed.Buffered == 2);
        isReceived.SetResult(true);
        await ReconnectTests.UntilAsync(() => many.State == ConnectionState.Reconnecting);
        Assert.False(many.TryReceive(out _));
        var next = many.ReceiveAsync().AsTask();
        await Clock.WaitAsync(TimeProvider.System, AWhile, TestContext.Current.CancellationToken);
        Assert.False(next.IsCompleted);
        mayOpen.SetResult(true);
        Assert.Equal("b", (await next.WaitAsync(Patience)).Id.ToString());
        Assert.Equal("c", (await many.ReceiveAsync().AsTask().WaitAsync(Patience)).Id.ToString());
        Assert.False(many.TryReceive(out _));
    }

    private static async Task AnswerAsync(WebSocket socket)
    {
        while (await ScriptedServer.ReadAsync(socket) is { } frame)
        {
            if (frame == Question)
            {
                await ScriptedServer.WriteAsync(socket, Answer);
            }
        }
    }

    private static async Task DeliverAsync(WebSocket socket, params string[] ids)
    {
        foreach (var id in ids)
        {
            await ScriptedServer.WriteAsync(socket, $$"""{"messageId":"{{id}}","payload":"aGk=","properties":{},"publishTime":"2026-11-23T16:01:38.967Z"}""");
        }
    }

    private static string Ack(string id) => $$"""{"messageId":"{{id}}"}""";
}
