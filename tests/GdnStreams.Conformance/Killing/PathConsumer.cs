using System.Globalization;
using GdnStreams.Client;
using GdnStreams.Protocol;
using GdnStreams.Torture.Histories;

namespace GdnStreams.Conformance.Killing;

/// <summary>A consumer of the client library that records what comes, what it acknowledges, and what the server has then read.</summary>
internal sealed class PathConsumer(GdnSession session, StreamName stream, History history, string subscription, SubscriptionType type)
{
    private const int AcknowledgementsToProve = 50;

    /// <summary>Of what was delivered, whose order counts over all reconnections.</summary>
    private readonly int _connection = History.NewConnection();

    /// <summary>Of what was acknowledged: another one from each change of the connection on, since the library gives what is unproven again.</summary>
    private volatile int _acknowledging = History.NewConnection();

    public async Task RunAsync(CancellationToken until)
    {
        await using var consumer = await session.SubscribeAsync(stream, subscription, new ConsumerOptions { Type = type, ReceiverQueueSize = 500 }, until);
        consumer.StateChanged += (_, _) => _acknowledging = History.NewConnection();
        try
        {
            for (var count = 1; ; count++)
            {
                var connection = _acknowledging; // As it was before the message came: where it has broken meanwhile, nothing of this one is proven.
                var message = await consumer.ReceiveAsync(until);
                var name = NameOf(message);
                history.Record(HistoryEventKind.Delivered, subscription, _connection, name, EntryId.Parse(message.Id.ToString()));
                history.Record(HistoryEventKind.Acknowledged, subscription, connection, name);
                await consumer.AcknowledgeAsync(message.Id, until);
                if (count % AcknowledgementsToProve == 0)
                {
                    await consumer.FlushAsync(until);
                    if (connection == _acknowledging)
                    {
                        // Else it was read on another socket, when another consumer may have had the message already.
                        history.Record(HistoryEventKind.Proven, subscription, connection);
                    }
                }
            }
        }
        catch (OperationCanceledException) when (until.IsCancellationRequested)
        {
            // It has everything.
        }
    }

    /// <summary>A message as its producer counts it.</summary>
    public static MessageName NameOf(ReceivedMessage message)
    {
        var parts = message.Text.Split(':');
        return new MessageName(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}
