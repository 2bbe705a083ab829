using GdnStreams.Client;
using GdnStreams.Protocol;
using GdnStreams.Torture.Histories;

namespace GdnStreams.Conformance.Killing;

/// <summary>A reader of the client library, from the beginning of the stream: it gets everything once, in order, whatever breaks.</summary>
internal sealed class PathReader(GdnSession session, StreamName stream, History history)
{
    public const string Name = "reader";

    private readonly int _connection = History.NewConnection();
    private int _read;

    /// <summary>How many messages it has read.</summary>
    public int Read => Volatile.Read(ref _read);

    public async Task RunAsync(CancellationToken until)
    {
        await using var reader = await session.CreateReaderAsync(stream, new ReaderOptions { StartMessageId = MessageId.Earliest }, until);
        try
        {
            while (true)
            {
                var message = await reader.ReceiveAsync(until);
                history.Record(HistoryEventKind.Delivered, Name, _connection, PathConsumer.NameOf(message), EntryId.Parse(message.Id.ToString()));
                Interlocked.Increment(ref _read);
            }
        }
        catch (OperationCanceledException) when (until.IsCancellationRequested)
        {
            // It has everything.
        }
    }
}
