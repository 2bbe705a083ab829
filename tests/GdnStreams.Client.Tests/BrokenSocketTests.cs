using System.Collections.Concurrent;
using GdnStreams.Protocol;
using static GdnStreams.Client.Tests.AcknowledgementTests;

namespace GdnStreams.Client.Tests;

/// <summary>What becomes of messages and acknowledgements when a consumer's socket breaks.</summary>
public sealed class BrokenSocketTests
{
    private static readonly StreamName Stream = StreamName.Create("t", StreamScope.Global);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AWhile = TimeSpan.FromMilliseconds(200);

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
}
