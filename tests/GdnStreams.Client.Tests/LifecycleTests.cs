using System.Runtime.CompilerServices;
using GdnStreams.Protocol;

namespace GdnStreams.Client.Tests;

public sealed class LifecycleTests
{
    private static readonly StreamName Stream = StreamName.Create("t", StreamScope.Global);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly Func<ScriptedRequest, Task> Answers = ScriptedServer.Accept(async socket =>
    {
        for (var context = 1; await ScriptedServer.ReadAsync(socket) is not null; context++)
        {
            await ScriptedServer.WriteAsync(socket, $$"""{"result":"ok","messageId":"CAMQADAA","context":"{{context}}"}""");
        }
    });

    private static readonly Func<ScriptedRequest, Task> Delivers = ScriptedServer.Accept(async socket =>
    {
        await ScriptedServer.WriteAsync(socket, """{"messageId":"CAMQADAA","payload":"aGk=","properties":{},"publishTime":"2026-11-23T16:01:38.967Z"}""");
        while (await ScriptedServer.ReadAsync(socket) is not null)
        {
            // It reads until the client closes.
        }
    });

    [Fact]
    public async Task Nothing_is_left_of_what_was_disposed()
    {
        Assert.SkipWhen(Runtime.IsMono, "Mono's collector looks for references conservatively: what is garbage may stay.");
        var unobserved = new List<Exception>();
        void Note(object? sender, UnobservedTaskExceptionEventArgs e) => unobserved.Add(e.Exception);
        TaskScheduler.UnobservedTaskException += Note;
        try
        {
            var time = new CountingTime();
            await using var server = new ScriptedServer(
                ScriptedServer.Accept(_ => Task.CompletedTask), Answers, Delivers, Delivers, ScriptedServer.Accept(_ => Task.CompletedTask), ScriptedServer.Refuse(503), ScriptedServer.Refuse(403), ScriptedServer.Refuse(403));
            var left = await UseAsync(server, time);
            Assert.Equal(0, time.Timers);
            await ReconnectTests.UntilAsync(() => server.Connections == 0);

            // A loop that still ran would hold what it works for.
            await ReconnectTests.UntilAsync(() =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return left.All(one => !one.IsAlive);
            });
            Assert.Empty(unobserved);
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Note;
        }
    }

    [Fact]
    public async Task Who_waits_for_several_consumers_takes_no_message_by_it()
    {
        await using var server = new ScriptedServer(Delivers, ScriptedServer.Accept(async socket => await ScriptedServer.ReadAsync(socket)));
        await using var session = await server.ConnectAsync();
        await using var one = await session.SubscribeAsync(Stream, "s");
        await using var other = await session.SubscribeAsync(Stream, "t");
        using var giveUp = new CancellationTokenSource();
        Assert.True(await one.WaitToReceiveAsync().AsTask().WaitAsync(Patience));
        Assert.True(await one.WaitToReceiveAsync().AsTask().WaitAsync(Patience));
        var nothing = other.WaitToReceiveAsync(giveUp.Token).AsTask();
        Assert.True(one.TryReceive(out var message));
        Assert.Equal("hi", message.Text);
        Assert.False(nothing.IsCompleted);
        giveUp.CancelAfter(0);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => nothing);
        await other.DisposeAsync();
        Assert.False(await other.WaitToReceiveAsync().AsTask().WaitAsync(Patience));
    }

    [Fact]
    public async Task A_session_closes_what_is_open_and_what_closes_waits_for_its_last_sends_and_acknowledgements()
    {
        var acked = new TaskCompletionSource<string?>();
        await using var server = new ScriptedServer(
            Answers,
            ScriptedServer.Accept(async socket =>
            {
                await ScriptedServer.WriteAsync(socket, """{"messageId":"CAMQADAA","payload":"aGk=","properties":{},"publishTime":"2026-11-23T16:01:38.967Z"}""");
                acked.SetResult(await ScriptedServer.ReadAsync(socket));
                await ScriptedServer.ReadAsync(socket);
            }));
        var session = await server.ConnectAsync();
        var producer = await session.CreateProducerAsync(Stream);
        var consumer = await session.SubscribeAsync(Stream, "s");
        await consumer.AcknowledgeAsync((await consumer.ReceiveAsync().AsTask().WaitAsync(Patience)).Id);
        var receipt = producer.SendAsync(OutgoingMessage.FromText("last"));
        await session.DisposeAsync().AsTask().WaitAsync(Patience);
        Assert.Equal("CAMQADAA", (await receipt).ToString());
        Assert.Equal("""{"messageId":"CAMQADAA"}""", await acked.Task.WaitAsync(Patience));
        Assert.Equal((ConnectionState.Closed, ConnectionState.Closed), (producer.State, consumer.State));
        Assert.Equal(GdnErrorCode.Closed, (await Assert.ThrowsAsync<GdnException>(() => session.SubscribeAsync(Stream, "s"))).Code);
        Assert.Equal(GdnErrorCode.Closed, (await Assert.ThrowsAsync<GdnException>(() => producer.SendAsync(OutgoingMessage.FromText("late")))).Code);
        Assert.Equal(GdnErrorCode.Closed, (await Assert.ThrowsAsync<GdnException>(() => consumer.ReceiveAsync().AsTask())).Code);
    }

    [Fact]
    public async Task Disposing_twice_or_while_it_connects_again_ends()
    {
        await using var server = new ScriptedServer(ScriptedServer.Accept(_ => Task.CompletedTask)) { Fallback = ScriptedServer.Refuse(503) };
        await using var session = await server.ConnectAsync();
        var consumer = await session.SubscribeAsync(Stream, "s");
        await ReconnectTests.UntilAsync(() => consumer.State == ConnectionState.Reconnecting);
        await Task.WhenAll(consumer.DisposeAsync().AsTask(), consumer.DisposeAsync().AsTask()).WaitAsync(Patience);
        Assert.Equal(ConnectionState.Closed, consumer.State);
    }

    // Not inlined, and finished: nothing on a stack refers to what was in it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference[]> UseAsync(ScriptedServer server, TimeProvider time)
    {
        var session = await server.ConnectAsync(time: time);

        // The first producer's socket breaks, the second's does not.
        var producer = await session.CreateProducerAsync(Stream);
        await producer.SendAsync(OutgoingMessage.FromText("1")).WaitAsync(Patience);
        await producer.EnqueueAsync(OutgoingMessage.FromText("2"));
        await producer.FlushAsync().WaitAsync(Patience);
        var consumer = await session.SubscribeAsync(Stream, "s");
        await consumer.AcknowledgeAsync((await consumer.ReceiveAsync().AsTask().WaitAsync(Patience)).Id);
        var reader = await session.CreateReaderAsync(Stream, new ReaderOptions { StartMessageId = MessageId.Earliest });
        await reader.ReceiveAsync().AsTask().WaitAsync(Patience);

        // One that fails for good, and one that never opens.
        var failed = await session.SubscribeAsync(Stream, "failed");
        await Assert.ThrowsAsync<GdnException>(() => failed.ReceiveAsync().AsTask().WaitAsync(Patience));
        await Assert.ThrowsAsync<GdnException>(() => session.SubscribeAsync(Stream, "never"));
        WeakReference[] left = [new(session), new(producer), new(consumer), new(reader), new(failed), new(consumer.Feed), new(failed.Feed)];
        await producer.DisposeAsync();
        await failed.DisposeAsync();
        await session.DisposeAsync().AsTask().WaitAsync(Patience);
        return left;
    }
}
