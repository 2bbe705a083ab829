using System.Diagnostics;
using GdnStreams.Protocol;

namespace GdnStreams.Client.Tests;

/// <summary>Every wait of the library ends within 100 ms of its cancellation. The best of a few attempts counts: the machine has other work.</summary>
public sealed class CancellationTests
{
    private const int Attempts = 10;
    private static readonly TimeSpan Bound = TimeSpan.FromMilliseconds(100);
    private static readonly StreamName Stream = StreamName.Create("t", StreamScope.Global);

    // It accepts a socket and says nothing; with the client's goodbye it ends.
    private static readonly Func<ScriptedRequest, Task> Silent = ScriptedServer.Accept(async socket =>
    {
        while (await ScriptedServer.ReadAsync(socket) is not null)
        {
            // Whatever is said stays unanswered.
        }
    });

    [Theory]
    [InlineData("ConnectAsync")]
    [InlineData("CreateProducerAsync")]
    [InlineData("SubscribeAsync")]
    [InlineData("CreateReaderAsync")]
    [InlineData("Streams.ListAsync")]
    public async Task Waiting_for_a_server_that_does_not_answer_ends(string call)
    {
        var end = new TaskCompletionSource<bool>();
        await using var server = new ScriptedServer() { Fallback = _ => end.Task };
        try
        {
            await using var session = await server.ConnectAsync(options => options with { Credential = GdnCredential.ApiKey("demo.k.s") });
            await EndsAsync(cancelled => call switch
            {
                "ConnectAsync" => GdnSession.ConnectAsync(new GdnSessionOptions { Url = new Uri(server.Url, "silent"), Credential = GdnCredential.Password("a@b.c", "d") }, cancelled),
                "CreateProducerAsync" => session.CreateProducerAsync(Stream, null, cancelled),
                "SubscribeAsync" => session.SubscribeAsync(Stream, "s", null, cancelled),
                "CreateReaderAsync" => session.CreateReaderAsync(Stream, new ReaderOptions { StartMessageId = MessageId.Earliest }, cancelled),
                _ => session.Streams.ListAsync(cancellationToken: cancelled),
            });
        }
        finally
        {
            end.SetResult(true);
        }
    }

    [Fact]
    public async Task Waiting_for_a_receipt_a_place_or_a_flush_ends()
    {
        await using var server = new ScriptedServer(Silent);
        await using var session = await server.ConnectAsync();
        await using var producer = await session.CreateProducerAsync(Stream, new ProducerOptions { MaxPendingMessages = Attempts });
        await EndsAsync(cancelled => producer.SendAsync(OutgoingMessage.FromText("receipt"), cancelled));
        await EndsAsync(cancelled => producer.FlushAsync(cancelled));
        for (var pending = 0; pending < 2 * Attempts; pending++) // A token may end before a place is taken.
        {
            using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(1));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => producer.SendAsync(OutgoingMessage.FromText("fills the window"), soon.Token));
        }

        await EndsAsync(cancelled => producer.EnqueueAsync(OutgoingMessage.FromText("place"), null, cancelled).AsTask());
    }

    [Fact]
    public async Task Waiting_for_a_message_ends()
    {
        await using var server = new ScriptedServer(Silent, Silent, Silent);
        await using var session = await server.ConnectAsync();
        await using var consumer = await session.SubscribeAsync(Stream, "s");
        await EndsAsync(cancelled => consumer.ReceiveAsync(cancelled).AsTask());
        await EndsAsync(cancelled => AllAsync(consumer.ReadAllAsync(cancelled)));
        await EndsAsync(cancelled => consumer.IsEndOfTopicAsync(cancelled));
        await using var reader = await session.CreateReaderAsync(Stream, new ReaderOptions { StartMessageId = MessageId.Earliest });
        await EndsAsync(cancelled => reader.ReceiveAsync(cancelled).AsTask());
        await using var many = await session.SubscribeAsync([Stream], "s");
        await EndsAsync(cancelled => many.ReceiveAsync(cancelled).AsTask());
        await EndsAsync(cancelled => AllAsync(many.ReadAllAsync(cancelled)));
    }

    private static async Task AllAsync(IAsyncEnumerable<ReceivedMessage> messages)
    {
        await foreach (var message in messages)
        {
            Assert.Fail("There is no message: " + message.Id);
        }
    }

    private static async Task EndsAsync(Func<CancellationToken, Task> start)
    {
        var best = TimeSpan.MaxValue;
        for (var attempt = 0; attempt < Attempts && best >= Bound; attempt++)
        {
            using var cancel = new CancellationTokenSource();
            var waiting = start(cancel.Token);
            Assert.NotSame(waiting, await Task.WhenAny(waiting, Clock.WaitAsync(TimeProvider.System, TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken)));
            var since = Stopwatch.StartNew();
            cancel.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(30)));
            best = since.Elapsed < best ? since.Elapsed : best;
        }

        Assert.True(best < Bound, $"The quickest of {Attempts} attempts ended {best.TotalMilliseconds:0} ms after its cancellation.");
    }
}
