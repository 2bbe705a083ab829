using System.Net.WebSockets;
using GdnStreams.Protocol;

namespace GdnStreams.Client.Tests;

/// <summary>How a connection ends: what was said before is heard, and whose fault it was is told.</summary>
public sealed class ClosingTests
{
    private const string Message = """{"messageId":"CAMQADAA","payload":"aGk=","properties":{},"publishTime":"2026-11-23T16:01:38.967Z"}""";
    private static readonly StreamName Stream = StreamName.Create("t", StreamScope.Global);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task What_is_queued_between_the_last_look_for_work_and_the_close_is_written_before_the_close()
    {
        var heard = new List<string?>();
        await using var server = new ScriptedServer(ScriptedServer.Accept(async socket =>
        {
            do
            {
                heard.Add(await ScriptedServer.ReadAsync(socket));
            }
            while (heard[heard.Count - 1] is not null);
        }));
        var traffic = new ScriptedTraffic();
        await using var opened = new OpenedConnection(server.Url, traffic);
        ValueTask closing = default;
        var isFirst = true;
        traffic.FoundNothing = () =>
        {
            if (isFirst)
            {
                // Between "there is nothing to write" and whatever the loop looks at next.
                isFirst = false;
                traffic.Waiting.Enqueue("late");
                closing = opened.Connection.DisposeAsync();
            }
        };
        await opened.Connection.StartAsync(CancellationToken.None).WaitAsync(Patience);
        await ReconnectTests.UntilAsync(() => opened.Connection.State == ConnectionState.Closed);
        await closing.AsTask().WaitAsync(Patience);
        Assert.Equal(["late", null], heard);
    }

    [Fact]
    public async Task A_mistake_of_the_librarys_own_is_no_lost_connection()
    {
        var isSeen = new TaskCompletionSource<bool>();
        await using var server = new ScriptedServer(async request =>
        {
            using var socket = await ScriptedSocket.AcceptAsync(request);
            await ScriptedServer.WriteAsync(socket, "{}");
            await isSeen.Task;
        });
        var traffic = new ScriptedTraffic { Received = () => throw new InvalidOperationException("a mistake of its own") };
        await using var opened = new OpenedConnection(server.Url, traffic);
        await opened.Connection.StartAsync(CancellationToken.None).WaitAsync(Patience);
        await ReconnectTests.UntilAsync(() => traffic.Reason is not null);
        isSeen.SetResult(true);
        Assert.Equal(GdnErrorCode.Internal, traffic.Reason!.Code);
        Assert.Contains("a mistake of its own", traffic.Reason.Message, StringComparison.Ordinal);
        Assert.Single(server.SocketPaths);
    }

    [Fact]
    public async Task A_server_that_says_goodbye_hears_what_waits_and_is_answered()
    {
        var goodbye = new TaskCompletionSource<bool>();
        var heard = new List<string?>();
        await using var server = new ScriptedServer(
            async request =>
            {
                using var socket = await ScriptedSocket.AcceptAsync(request);
                await goodbye.Task;
                await socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "The server is stopping.", CancellationToken.None);
                heard.Add(await ScriptedServer.ReadAsync(socket));
                heard.Add(await ScriptedServer.ReadAsync(socket));
            })
        {
            Fallback = ServeTheNextAsync,
        };
        var traffic = new ScriptedTraffic();
        await using (var opened = new OpenedConnection(server.Url, traffic))
        {
            await opened.Connection.StartAsync(CancellationToken.None).WaitAsync(Patience);
            traffic.Waiting.Enqueue("last");
            goodbye.SetResult(true);
            await ReconnectTests.UntilAsync(() => heard.Count == 2);
        }

        Assert.Equal(["last", null], heard);

        // The next socket, which the end of the test may cut while it opens or closes.
        static async Task ServeTheNextAsync(ScriptedRequest request)
        {
            try
            {
                await ScriptedServer.Accept(ReadToEndAsync)(request);
            }
            catch (Exception e) when (e is WebSocketException or IOException)
            {
                // Cut.
            }
        }
    }

    [Theory]
    [InlineData(1011)]
    [InlineData(1001)]
    [InlineData(1006)]
    public async Task A_consumer_subscribes_anew_however_the_server_left(int code)
    {
        await using var server = new ScriptedServer(
            request => LeaveAsync(request, code),
            ScriptedServer.Accept(async socket =>
            {
                await ScriptedServer.WriteAsync(socket, Message);
                await ReadToEndAsync(socket);
            }));
        await using var session = await server.ConnectAsync();
        await using var consumer = await session.SubscribeAsync(Stream, "s");
        Assert.Equal("hi", (await consumer.ReceiveAsync().AsTask().WaitAsync(Patience)).Text);
        Assert.Equal(server.SocketPaths[0], server.SocketPaths[1]);
        Assert.Equal(ConnectionState.Open, consumer.State);
    }

    [Fact]
    public async Task A_producer_closed_after_a_failed_append_tells_what_failed_and_goes_on_from_its_oldest_unanswered_message()
    {
        var second = new List<string>();
        await using var server = new ScriptedServer(
            async request =>
            {
                using var socket = await ScriptedSocket.AcceptAsync(request);
                for (var frame = 0; frame < 5; frame++)
                {
                    await ScriptedServer.ReadAsync(socket);
                }

                // The second is not stored, nor is the third, which was taken too; the last two stay unanswered.
                await ScriptedServer.WriteAsync(socket, """{"result":"ok","messageId":"CAMQADAA","context":"1"}""");
                await ScriptedServer.WriteAsync(socket, """{"result":"send-error:8","errorMsg":"The disk is full.","context":"2"}""");
                await ScriptedServer.WriteAsync(socket, """{"result":"send-error:8","errorMsg":"An earlier one failed.","context":"3"}""");
                await socket.CloseOutputAsync(WebSocketCloseStatus.InternalServerError, "A message was not stored.", CancellationToken.None);
                await socket.DrainAsync();
            },
            ScriptedServer.Accept(async socket =>
            {
                for (var context = 4; context <= 6; context++)
                {
                    second.Add((await ScriptedServer.ReadAsync(socket))!);
                    await ScriptedServer.WriteAsync(socket, $$"""{"result":"ok","messageId":"CAMQADAA","context":"{{context}}"}""");
                }

                await ReadToEndAsync(socket);
            }));
        await using var session = await server.ConnectAsync();
        await using var producer = await session.CreateProducerAsync(Stream, new ProducerOptions { ProducerName = "p", InitialSequenceId = 41 });
        var sends = Enumerable.Range(1, 5).Select(number => producer.SendAsync(OutgoingMessage.FromText("m" + number))).ToArray();
        foreach (var failed in new[] { sends[1], sends[2] })
        {
            Assert.Equal(GdnErrorCode.Internal, (await Assert.ThrowsAsync<GdnException>(() => failed.WaitAsync(Patience))).Code);
        }

        Assert.Contains("The disk is full.", sends[1].Exception!.InnerException!.Message, StringComparison.Ordinal);
        await Task.WhenAll(sends[0], sends[3], sends[4]).WaitAsync(Patience);
        await producer.SendAsync(OutgoingMessage.FromText("m6")).WaitAsync(Patience);
        Assert.Contains("initialSequenceId=41", server.SocketQueries[0], StringComparison.Ordinal);

        // The fourth keeps its number, 45: it is the one after 44.
        Assert.Contains("initialSequenceId=44", server.SocketQueries[1], StringComparison.Ordinal);
        Assert.Equal(2, server.SocketQueries.Count);
        Assert.Equal(["4", "5", "6"], second.Select(Context));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_on_a_closed_session_says_so(bool isUnderWay)
    {
        var isAsked = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var end = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new ScriptedServer
        {
            Fallback = _ =>
            {
                isAsked.TrySetResult(true);
                return end.Task;
            },
        };
        try
        {
            var session = await server.ConnectAsync();
            var call = isUnderWay ? session.Streams.ListAsync() : null;
            if (isUnderWay)
            {
                await isAsked.Task.WaitAsync(Patience);
            }

            await session.DisposeAsync();
            var error = await Assert.ThrowsAsync<GdnException>(() => (call ?? session.Streams.ListAsync()).WaitAsync(Patience));
            Assert.Equal(GdnErrorCode.Closed, error.Code);
            Assert.Contains("Connect again", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            end.SetResult(true);
        }
    }

    private static async Task LeaveAsync(ScriptedRequest request, int code)
    {
        using var socket = await ScriptedSocket.AcceptAsync(request);
        if (code != 1006)
        {
            await socket.CloseOutputAsync((WebSocketCloseStatus)code, "reason", CancellationToken.None);
            await socket.DrainAsync();
        }
    }

    private static async Task ReadToEndAsync(WebSocket socket)
    {
        while (await ScriptedServer.ReadAsync(socket) is not null)
        {
            // It reads until the client closes.
        }
    }

    private static string? Context(string frame) =>
        Frames.TryReadProducerMessage(System.Text.Encoding.UTF8.GetBytes(frame), out var message, out _) ? message.Context : null;
}
