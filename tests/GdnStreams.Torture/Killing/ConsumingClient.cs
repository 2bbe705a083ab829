using System.Net.WebSockets;
using GdnStreams.Torture.Histories;
using GdnStreams.Torture.Servers;

namespace GdnStreams.Torture.Killing;

/// <summary>Takes messages of a subscription, acknowledges most of them, denies or forgets others, and comes and goes.</summary>
internal sealed class ConsumingClient(string subscription, string type, string stream, History history, int seed)
{
    private readonly Random _random = new(seed);
    private readonly Queue<(string Id, MessageName Message)> _held = [];
    private bool _isAsking;

    public Task RunAsync(Uri server, CancellationToken stop) => Failures.AgainAsync(() => ConnectAsync(server), history, stop);

    /// <summary>Acknowledges all that is left.</summary>
    /// <returns>A problem, where it does not come.</returns>
    public async Task<string?> DrainAsync(Uri server, StreamCalls calls)
    {
        using var socket = await OpenAsync(server);
        var reading = ReadAsync(socket, History.NewConnection(), int.MaxValue, isThorough: true);
        var (last, since) = (long.MaxValue, TimeProvider.System.GetTimestamp());
        while (await calls.BacklogAsync(stream, subscription) is > 0 and var backlog)
        {
            if (backlog != last)
            {
                (last, since) = (backlog, TimeProvider.System.GetTimestamp());
            }
            else if (TimeProvider.System.GetElapsedTime(since) > ServerUnderTest.Patience || reading.IsCompleted)
            {
                return $"stuck: {backlog} messages of {subscription} do not come ({reading.Exception?.InnerException?.Message})";
            }

            await Pause.OfAsync(20);
        }

        socket.Cut();
        await reading.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return null;
    }

    private Task<StreamSocket> OpenAsync(Uri server) =>
        StreamSocket.OpenAsync(server, "consumer", $"{stream}/{subscription}?subscriptionType={type}&subscriptionInitialPosition=Earliest&receiverQueueSize={_random.Next(100, 1_000)}&negativeAckRedeliveryDelay={_random.Next(30)}");

    private async Task ConnectAsync(Uri server)
    {
        using var socket = await OpenAsync(server);
        await ReadAsync(socket, History.NewConnection(), _random.Next(1, 1_500), isThorough: false);
        if (_random.Next(2) == 0)
        {
            socket.Cut();
            return;
        }

        await socket.CloseAsync();
        while (await socket.NextAsync() is not null)
        {
            // What was on its way is not looked at, and comes again.
        }
    }

    private async Task ReadAsync(StreamSocket socket, int connection, int most, bool isThorough)
    {
        _held.Clear();
        _isAsking = false;
        for (; most > 0; most--)
        {
            var frame = await socket.NextAsync() ?? throw new ServerClosedException($"{subscription}: {socket.Goodbye}");
            if (frame["endOfTopic"] is not null)
            {
                history.Record(HistoryEventKind.Proven, subscription, connection);
                _isAsking = false;
                while (_held.TryDequeue(out var held))
                {
                    await AcknowledgeAsync(socket, connection, held.Id, held.Message);
                }

                continue;
            }

            var (id, message) = (Frames.Id(frame), Frames.Read(frame));
            history.Record(HistoryEventKind.Delivered, subscription, connection, message, EntryId.Parse(id));
            await SettleAsync(socket, connection, id, message, isThorough ? 0 : _random.Next(40));
        }
    }

    private async Task SettleAsync(StreamSocket socket, int connection, string id, MessageName message, int chance)
    {
        if (chance == 1)
        {
            return; // Forgotten: it comes again to the next connection.
        }

        if (chance == 2 && type == "Shared")
        {
            await socket.SendAsync(Frames.Deny(id));
            return;
        }

        if (_isAsking)
        {
            _held.Enqueue((id, message)); // The answer speaks only of what was acknowledged before the question.
            return;
        }

        await AcknowledgeAsync(socket, connection, id, message);
        if (chance == 3)
        {
            _isAsking = true;
            await socket.SendAsync(Frames.Question);
        }
    }

    private async Task AcknowledgeAsync(StreamSocket socket, int connection, string id, MessageName message)
    {
        history.Record(HistoryEventKind.Acknowledged, subscription, connection, message);
        await socket.SendAsync(Frames.Acknowledge(id));
    }
}
