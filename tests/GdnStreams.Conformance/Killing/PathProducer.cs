using GdnStreams.Client;
using GdnStreams.Protocol;
using GdnStreams.Torture.Histories;

namespace GdnStreams.Conformance.Killing;

/// <summary>A producer of the client library that records what it sends and what is answered.</summary>
/// <param name="session">One that restores connections for a producer with a name, and none for one without.</param>
/// <param name="stream">Where it publishes.</param>
/// <param name="history">What is recorded.</param>
/// <param name="name">Before the number of each message, and its key.</param>
/// <param name="producerName">Under which the broker leaves out what it has; null: what has no answer when the connection breaks is given up, as nobody knows whether it is stored.</param>
internal sealed class PathProducer(GdnSession session, StreamName stream, History history, string name, string? producerName)
{
    private const int Window = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private int _number;
    private int _answered;

    /// <summary>How many messages were answered.</summary>
    public int Answered => Volatile.Read(ref _answered);

    public async Task RunAsync(CancellationToken enough)
    {
        using var pause = new PeriodicTimer(Pause);
        while (!enough.IsCancellationRequested)
        {
            try
            {
                await PublishAsync(enough);
            }
            catch (GdnException) when (producerName is null)
            {
                await pause.WaitForNextTickAsync(CancellationToken.None); // The next connection sends new messages.
            }
        }
    }

    private async Task PublishAsync(CancellationToken enough)
    {
        var options = new ProducerOptions { ProducerName = producerName, InitialSequenceId = producerName is null ? null : -1, SendTimeout = Patience };
        await using var producer = await session.CreateProducerAsync(stream, options, CancellationToken.None);
        var connection = History.NewConnection();
        var receipts = new Queue<Task>();
        while (!enough.IsCancellationRequested)
        {
            var message = new MessageName(name, _number++);
            history.Record(HistoryEventKind.Published, name, connection, message);
            receipts.Enqueue(ReceiptAsync(message, connection, producer.SendAsync(OutgoingMessage.FromText(message.ToString()) with { Key = name }, CancellationToken.None)));
            if (receipts.Count >= Window)
            {
                await receipts.Dequeue();
            }
        }

        await Task.WhenAll(receipts);
    }

    private async Task ReceiptAsync(MessageName message, int connection, Task<MessageId> receipt)
    {
        history.Record(HistoryEventKind.Stored, message.Producer, connection, message, EntryId.Parse((await receipt).ToString()));
        Interlocked.Increment(ref _answered);
    }
}
