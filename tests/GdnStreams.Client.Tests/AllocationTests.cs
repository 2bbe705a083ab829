#if NET
using GdnStreams.Protocol;

namespace GdnStreams.Client.Tests;

// Who observes makes every send of the process allocate: these two take turns.
[Collection("Observers")]
public sealed class AllocationTests
{
    private const int Messages = 20_000;
    private static readonly TopicName Topic = new("demo", "c8global._system", "c8globals.t");

    [Fact]
    public void An_enqueued_message_is_accepted_written_and_answered_without_an_allocation()
    {
        using var queue = new SendQueue(Topic, new ProducerOptions { SendTimeout = TimeSpan.Zero }, TimeProvider.System);
        using var writer = new FrameWriter();
        var message = new OutgoingMessage { Payload = new byte[200], Key = "k" };
        var answers = Enumerable.Range(1, 2 * Messages).Select(context => System.Text.Encoding.UTF8.GetBytes($$"""{"result":"ok","messageId":"CAMQADAA","context":"{{context}}"}""")).ToArray();
        Send(0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Send(Messages);
        var each = (double)(GC.GetAllocatedBytesForCurrentThread() - before) / Messages;

        Assert.True(each < 1, $"{each:0.00} bytes for each message.");

        void Send(int first)
        {
            for (var context = first + 1; context <= first + Messages; context++)
            {
                Assert.True(IsDone(queue.AddAsync(message, null, null, CancellationToken.None)));
                Assert.True(queue.TryWrite(writer, out _));
                Assert.True(IsDone(queue.ReceiveAsync(answers[context - 1], CancellationToken.None)));
            }
        }
    }

    private static bool IsDone(ValueTask task) => task.IsCompletedSuccessfully;
}
#endif
